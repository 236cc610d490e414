import { defineConfig } from 'vitest/config';

/** Separate from `npm test`, because it installs from the npm registry, which is slow. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['*.check.ts'],
    setupFiles: ['../support/setup.ts'],
    globalSetup: ['../support/databases/servers.setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
