import type { Driver } from '../driver.js';

/** The command line of MCP Inspector: one method per call. */
export const inspector: Driver = {
  name: 'inspector',
  title: 'MCP Inspector `--cli`',
  package: '@modelcontextprotocol/inspector',
  environment: () => ({
    // Without it, it refuses to sign in where there is no terminal.
    MCP_AUTO_OPEN_ENABLED: 'true',
    // There is no keychain here: it would forget its tokens at the end of each command.
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
