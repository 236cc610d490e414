import type { Driver } from '../driver.js';

/** The command line of MCP Inspector: one method per call. */
export const inspector: Driver = {
  name: 'inspector',
  title: 'MCP Inspector `--cli`',
  package: '@modelcontextprotocol/inspector',
  environment: () => ({
    // Without this, it refuses to sign in without a terminal.
    MCP_AUTO_OPEN_ENABLED: 'true',
    // Without a keychain, it would lose its tokens at the end of each command.
    MCP_INSPECTOR_SECRET_STORE: 'file',
  }),
  callTool: {
    command: 'mcp-inspector --cli',
    run: ({ product, sample }) =>
      product.run('mcp-inspector', [
        '--cli',
        sample.mcp,
        '--transport',
        'http',
        '--method',
        'tools/call',
        '--tool-name',
        'connected_apps',
      ]),
  },
};
