import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^nestjs-dcr\/console$/, replacement: source('./lib/console/index.ts') },
      { find: /^nestjs-dcr\/oidc-provider$/, replacement: source('./lib/oidc-provider/index.ts') },
      { find: /^nestjs-dcr\/redis$/, replacement: source('./lib/redis/index.ts') },
      { find: /^nestjs-dcr$/, replacement: source('./lib/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['./test/support/setup.ts'],
    globalSetup: ['./test/support/databases/servers.setup.ts', './test/browser/support/chromium.setup.ts'],
    // On a busy machine, tests take several times as long, and so do those with a query cache, which need several times as many
    // statements.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: '100%',
  },
});
