import type { Driver } from '../driver.js';

/** A client without a model, which keeps its sessions in processes of its own. */
export const mcpc: Driver = {
  name: 'mcpc',
  title: 'Apify mcpc',
  package: '@apify/mcpc',
  signIn: {
    command: 'mcpc login',
    run: ({ product, sample }) => product.run('mcpc', ['login', sample.mcp]),
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
