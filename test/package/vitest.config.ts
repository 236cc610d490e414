import { defineConfig } from 'vitest/config';

/** Apart from `npm test`: it installs from the npm registry, which takes its time. */
export default defineConfig({
  root: import.meta.dirname,
  test: { include: ['*.check.ts'], testTimeout: 60_000, hookTimeout: 300_000 },
});
