import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.js';

/** Takes the screenshots again: `npm run screenshots`. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: ['test/browser/screenshots.take.ts'] },
});
