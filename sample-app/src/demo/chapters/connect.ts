import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Browser } from '../browser.js';
import { MemoryOAuthProvider } from '../memory-oauth-provider.js';
import type { Narrator } from '../narrator.js';
import { approve, type Credentials, type Watch } from '../person.js';

/** A loopback address, as command-line clients use. The demo's browser does not open it. */
const REDIRECT_URI = 'http://127.0.0.1:33418/callback';
const SHOWN_PARAMETERS = [
  'client_id',
  'redirect_uri',
  'scope',
  'resource',
  'code_challenge',
  'code_challenge_method',
];

/** A connected client. */
export interface Connected {
  application: MemoryOAuthProvider;
  client: Client;
  /** The tool's answer. */
  answer: string;
}

/** Connects an unknown client, from its first request to the tool's answer. */
export async function connect(address: string, person: Credentials, narrator: Narrator): Promise<Connected> {
  const application = new MemoryOAuthProvider(REDIRECT_URI, 'Demo client');
  const client = new Client({ name: 'demo-client', version: '1.0.0' });
  const transport = () =>
    new StreamableHTTPClientTransport(new URL(`${address}/mcp`), {
      authProvider: application,
      fetch: narrator.fetch,
    });

  narrator.step(
    'An unknown client calls the MCP server, discovers the authorization server, and registers itself',
  );
  const refused = transport();
  await expectUnauthorized(client.connect(refused));
  narrator.good(`Its client ID is ${application.clientInformation()?.client_id}.`);

  narrator.step('It opens the authorization URL in the browser');
  const callback = await allow(application, person, narrator);

  narrator.step('The browser returns to the client, which redeems the code with its PKCE verifier');
  await refused.finishAuth(application.codeFrom(callback));
  const tokens = application.tokens();
  narrator.say(`An access token for ${tokens?.expires_in} seconds with the scope "${tokens?.scope}",`);
  narrator.say(tokens?.refresh_token ? 'and a refresh token to stay connected.' : 'but no refresh token.');

  narrator.step('The client connects again, with the token, and calls the tool');
  await client.connect(transport());
  const { tools } = await client.listTools();
  narrator.say(`The server offers: ${tools.map(({ name }) => name).join(', ')}.`);
  const answer = await callTool(client, 'connected_apps');
  narrator.good('The answer:');
  narrator.quote(answer);
  return { application, client, answer };
}

/** Opens the client's authorization URL as the user, and prints what they see. */
export async function allow(
  application: MemoryOAuthProvider,
  person: Credentials,
  narrator: Narrator,
  browser = new Browser(application.redirectUrl),
): Promise<URL> {
  const url = application.authorizationUrl!;
  narrator.say(url.origin + url.pathname);
  for (const name of SHOWN_PARAMETERS) {
    narrator.detail(`${name.padEnd(22)}${url.searchParams.get(name)}`);
  }
  const watch: Watch = (page, action) => {
    narrator.step(
      action === 'sign in'
        ? `A user signs in as ${person.account}`
        : 'The user reads the consent page, and allows access',
    );
    narrator.quote(page.text);
  };
  return approve(url, application.redirectUrl, person, watch, browser);
}

export async function expectUnauthorized(connection: Promise<void>): Promise<void> {
  try {
    await connection;
  } catch (error) {
    if (error instanceof UnauthorizedError) return;
    throw error;
  }
  throw new Error('The MCP server let the client in without a token.');
}

export async function callTool(client: Client, name: string): Promise<string> {
  const { content, isError } = await client.callTool({ name });
  const text = (content as { text?: string }[]).map((part) => part.text ?? '').join('\n');
  if (isError) throw new Error(`The tool ${name} failed: ${text}`);
  return text;
}
