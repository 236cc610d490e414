import type { Driver } from '../driver.js';

/** A client without a model, which keeps its sessions in processes of its own. */
export const mcpc: Driver = {
  name: 'mcpc',
  title: 'Apify mcpc',
  package: '@apify/mcpc',
  // With a shorter lifetime it would refresh before each request.
  accessTokenSeconds: 105,
  refreshAheadSeconds: 60,
  remark:
    'It replaces an access token one minute before its end. Where two of its requests do so at once, the second ' +
    'sends a refresh token that is already used, which ends its session: `mcpc login` signs in again.',
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
      // It gives its background process five seconds to start, which a busy machine may need longer for.
      for (let attempt = 0; attempt < 4; attempt++) {
        output = await product.run('mcpc', ['connect', sample.mcp, '@sample']);
        if (!output.includes('Bridge failed to start')) break;
      }
      return output + (await product.run('mcpc', ['@sample', 'tools-call', 'connected_apps']));
    },
  },
  stop: (product) => product.run('mcpc', ['clean', 'all']),
};
