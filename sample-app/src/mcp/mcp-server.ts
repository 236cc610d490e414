import { McpServer } from '@modelcontextprotocol/server';
import type { ConnectedApp, ConnectedAppsService } from './connected-apps.service.js';

/** The MCP server for one user. */
export function createMcpServer(accountId: string, apps: ConnectedAppsService): McpServer {
  const server = new McpServer({ name: 'sample-app', version: '1.0.0' });
  server.registerTool(
    'connected_apps',
    {
      title: 'Connected applications',
      description:
        'Lists the applications that the signed-in user has allowed to use their account, what each may do, ' +
        'where it redirects to and when it was last used. Use it to answer "who can act for me?".',
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async () => ({ content: [{ type: 'text', text: inWords(accountId, await apps.list(accountId)) }] }),
  );
  return server;
}

function inWords(accountId: string, apps: ConnectedApp[]): string {
  const count = apps.length === 1 ? '1 application' : `${apps.length} applications`;
  return [`${accountId} has connected ${count}.`, ...apps.map(describe)].join('\n\n');
}

function describe(app: ConnectedApp): string {
  return [
    `${app.name} (name not verified)`,
    ...(app.host === undefined ? [] : [`  belongs to: ${app.host}`]),
    `  may: ${app.permissions.join('; ')}`,
    `  redirects to: ${app.redirectUris.join(', ')}`,
    `  allowed: ${app.allowedAt}`,
    `  last used: ${app.lastUsedAt ?? 'not yet'}`,
    `  client ID: ${app.clientId}`,
  ].join('\n');
}
