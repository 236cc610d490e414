import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { CHROMIUM } from './chromium.js';

/** Reports at the end of the run that the browser tests were skipped. */
export default function setUp({ vitest }: TestProject): () => void {
  return () => {
    const hasBrowserTests = vitest.state
      .getFiles()
      .some(({ filepath }) => filepath.includes('/test/browser/'));
    if (hasBrowserTests && !existsSync(CHROMIUM)) {
      console.warn(`\nNot tested in a browser: ${CHROMIUM} is missing (apt-get install chromium).`);
    }
  };
}
