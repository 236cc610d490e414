import type { Driver, Lab } from '../driver.js';

/** A client without a model: `mcporter call` runs a tool. */
export const mcporter: Driver = {
  name: 'mcporter',
  title: 'mcporter',
  package: 'mcporter',
  configure: ({ product, sample }) =>
    product.write('work/config/mcporter.json', {
      mcpServers: { sample: { url: sample.mcp, auth: 'oauth' } },
    }),
  signIn: {
    command: 'mcporter auth sample',
    run: ({ product }) => product.run('mcporter', ['auth', 'sample']),
  },
  callTool: {
    command: 'mcporter call sample.connected_apps',
    run: ({ product }: Lab) => product.run('mcporter', ['call', 'sample.connected_apps']),
  },
};
