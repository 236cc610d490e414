import type { Driver } from '../driver.js';

/** A client without a model, which runs its sessions in separate processes. */
export const mcpc: Driver = {
  name: 'mcpc',
  title: 'Apify mcpc',
  package: '@apify/mcpc',
  // With a shorter lifetime, it would refresh before each request.
  accessTokenSeconds: 105,
  refreshAheadSeconds: 60,
  remark:
    'It replaces an access token one minute before it expires. If two of its requests do so at once, the second ' +
    'sends a used refresh token, which ends its session: `mcpc login` signs in again.',
  signIn: {
    command: 'mcpc login` and `mcpc @sample restart',
    run: async ({ product, sample }) =>
      (await product.run('mcpc', ['login', sample.mcp])) +
      (await product.run('mcpc', ['@sample', 'restart'])),
  },
  callTool: {
    command: 'mcpc @sample tools-call connected_apps',
    run: async ({ product, sample }) => {
      let output = '';
      // It waits five seconds for its background process to start, which is too short on a busy machine.
      for (let attempt = 0; attempt < 4; attempt++) {
        output = await product.run('mcpc', ['connect', sample.mcp, '@sample']);
        if (!output.includes('Bridge failed to start')) break;
      }
      return output + (await product.run('mcpc', ['@sample', 'tools-call', 'connected_apps']));
    },
  },
  stop: (product) => product.run('mcpc', ['clean', 'all']),
};
