import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.js';

/** `npm run screenshots`: they are made anew only when someone asks for it. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: ['test/browser/screenshots.take.ts'] },
});
