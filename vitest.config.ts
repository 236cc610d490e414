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
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: '100%',
  },
});
