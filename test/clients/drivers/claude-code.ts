import type { Driver } from '../driver.js';

/** `claude -p` answers one prompt, with a model over the Messages API. */
export const claudeCode: Driver = {
  name: 'claude-code',
  title: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  environment: ({ model }) => ({
    ANTHROPIC_BASE_URL: model,
    ANTHROPIC_API_KEY: 'scripted',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    // The scripted model cannot search for tools; list them all.
    ENABLE_TOOL_SEARCH: 'false',
    // Make the prompt wait until the servers are connected.
    MCP_CONNECTION_NONBLOCKING: '0',
  }),
  configure: ({ product, sample }) =>
    product.run('claude', ['mcp', 'add', '--scope', 'user', '--transport', 'http', 'sample', sample.mcp]),
  remark:
    'After its client was deleted, `claude mcp login` registers again only if a call has failed first. Otherwise, it opens ' +
    'the authorization endpoint with the deleted client ID. Running `claude mcp logout` first also helps.',
  signIn: {
    command: 'claude mcp login sample',
    run: async ({ product }) => {
      const terminal = await product.interact('claude', ['mcp', 'login', 'sample']);
      return terminal.finish();
    },
  },
  callTool: {
    command: 'claude -p',
    run: ({ product }) =>
      product.run('claude', ['-p', 'Who can act for me?', '--allowedTools', 'mcp__sample__connected_apps']),
  },
  reset: {
    command: 'claude mcp logout sample',
    run: ({ product }) => product.run('claude', ['mcp', 'logout', 'sample']),
  },
};
