import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { CHROMIUM } from './chromium.js';

/** Says at the very end what the run could not test. */
export default function setUp({ vitest }: TestProject): () => void {
  return () => {
    const asked = vitest.state.getFiles().some(({ filepath }) => filepath.includes('/test/browser/'));
    if (asked && !existsSync(CHROMIUM)) {
      console.warn(`\nNot tested in a browser: there is no ${CHROMIUM} (apt-get install chromium).`);
    }
  };
}
