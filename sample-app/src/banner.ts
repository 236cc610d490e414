import type { DemoAccount } from './accounts/demo-accounts.js';
import { Settings } from './config/settings.js';
import { DEMO_HOST } from './demo-site/demo-site.js';

/** Lists the addresses and the accounts, and what to do next. */
export function banner(settings: Settings, accounts: DemoAccount[]): string {
  const { address, issuer, mcp } = settings;
  const operator = accounts.find(({ isOperator }) => isOperator);
  return `
  The sample application is running.

    MCP server            ${mcp}
    Authorization server  ${issuer}
    Its metadata          ${address}/.well-known/oauth-authorization-server
    Registration          ${address}/register
    Metadata documents    ${documents(settings)}
    Operator's console    ${address}/admin
    Database              ${withoutPassword(settings)}

  Sign in as
${accounts.map(({ id, password }) => `    ${id.padEnd(20)}  ${password}`).join('\n')}

  What to do next
    · In a second terminal, run the demo: a client registers, another has a metadata document, a flood is limited, and more:
        ${demoCommand(settings)}
    · Then see the result in the console, signed in as operator:
        ${address}/admin
    · Or connect a real MCP client, for example
        npx @modelcontextprotocol/inspector      (Streamable HTTP, ${mcp})
        claude mcp add --transport http sample ${mcp}
        VS Code: "MCP: Add Server…", HTTP, ${mcp}
    · Use the JSON API to list the clients, and to disable one:
        curl -u operator:${operator?.password} ${address}/admin/api/clients
        curl -u operator:${operator?.password} -X POST ${address}/admin/api/clients/<client_id>/disable

  Stop it with Ctrl+C.
`;
}

function documents({ documents: areRead, demoClient, demoSitePort }: Settings): string {
  if (!areRead) return 'off';
  return demoClient ? `on; ${DEMO_HOST} leads to port ${demoSitePort} on this computer` : 'on';
}

function withoutPassword({ database, onPostgres }: Settings): string {
  if (!onPostgres) return database;
  const url = new URL(database);
  url.password = '';
  return url.href;
}

/** The demo runs in another terminal, which does not have the environment variables of this process. */
export function demoCommand(settings: Settings): string {
  const { address, database, demoClient, demoPassword, operatorPassword, onPostgres } = settings;
  const standard = new Settings({});
  const variables: [name: string, value: string][] = [];
  if (address !== standard.address) variables.push(['ADDRESS', address]);
  if (demoClient !== new Settings({ ADDRESS: address }).demoClient)
    variables.push(['DEMO_CLIENT', demoClient ? 'on' : 'off']);
  if (demoPassword) variables.push(['DEMO_PASSWORD', demoPassword]);
  if (operatorPassword) variables.push(['OPERATOR_PASSWORD', operatorPassword]);
  // Other passwords and the client's certificate are in files next to the database; with PostgreSQL, in the default place.
  const readsFiles = demoClient || !(demoPassword && operatorPassword);
  if (readsFiles && !onPostgres && database !== standard.database) variables.push(['DATABASE', database]);
  return [...variables.map(([name, value]) => `${name}=${quoted(value)}`), 'npm run demo'].join(' ');
}

/** Quotes a value for a POSIX shell. */
function quoted(value: string): string {
  return /^[\w.:/@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
