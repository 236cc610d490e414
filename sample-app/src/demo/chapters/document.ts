import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { DemoSite } from '../../demo-site/demo-site.js';
import { Browser } from '../browser.js';
import { ClientWebsite } from '../client-website.js';
import { MemoryOAuthProvider } from '../memory-oauth-provider.js';
import type { Narrator } from '../narrator.js';
import type { Credentials } from '../person.js';
import { allow, callTool, expectUnauthorized } from './connect.js';
import { expectCutOff } from './disable.js';
import type { Operator } from './operator.js';
import { check } from './register.js';

const NAME = 'Demo client with a document';
/** A command-line client listens on any free port: the port in the document does not matter (RFC 8252 §7.3). */
const LOOPBACK = ['http://127.0.0.1/callback', 'http://127.0.0.1:33419/callback'] as const;
const WEB = new URL('/callback', ClientWebsite.url).href;

interface Participants {
  person: Credentials;
  operator: Operator;
  site: DemoSite;
}

/** A client whose ID is the URL of its metadata document. It registers nowhere. */
export async function connectByDocument(
  address: string,
  { site, ...participants }: Participants,
  narrator: Narrator,
): Promise<void> {
  const website = await ClientWebsite.open(site, narrator);
  try {
    await tell(address, website, participants, narrator);
  } finally {
    await website.close();
  }
}

async function tell(
  address: string,
  website: ClientWebsite,
  { person, operator }: Omit<Participants, 'site'>,
  narrator: Narrator,
): Promise<void> {
  const clientPath = `/clients/${encodeURIComponent(ClientWebsite.url)}`;
  const application = new MemoryOAuthProvider(LOOPBACK[1], NAME, ClientWebsite.url);
  const client = new Client({ name: 'demo-client', version: '1.0.0' });
  const transport = () =>
    new StreamableHTTPClientTransport(new URL(`${address}/mcp`), {
      authProvider: application,
      fetch: narrator.fetch,
    });

  narrator.step(`A client publishes its metadata document at ${ClientWebsite.url}`);
  publish(website, [LOOPBACK[0]], narrator);
  narrator.say('An earlier run of the demo may have left this client: the operator deletes it.');
  await operator.delete(clientPath, { reason: 'The demo starts over.' });

  narrator.step(
    'It calls the MCP server, and learns that it need not register: its ID is the URL of its document',
  );
  const refused = transport();
  await expectUnauthorized(client.connect(refused));
  check(application.clientInformation()?.client_id === ClientWebsite.url, 'the client has registered');
  narrator.good('There was no POST /register.');

  narrator.step('It opens the authorization URL in the browser');
  narrator.say('The server does not know this client. It reads the document once the user has signed in.');
  const browser = new Browser(application.redirectUrl);
  const callback = await allow(application, person, narrator, browser);

  narrator.step('The client redeems the code, and calls the tool');
  await refused.finishAuth(application.codeFrom(callback));
  const connected = transport();
  await client.connect(connected);
  narrator.quote(await callTool(client, 'connected_apps'));

  narrator.step('The operator asks for the document again: nothing has changed');
  await refresh('unchanged');

  narrator.step('Now the client sends people to its web site too, and the operator asks again');
  publish(website, [LOOPBACK[0], WEB], narrator);
  await refresh('changed');
  narrator.say(
    'A document that gains a redirect URI could send codes to somebody else: its sessions have ended.',
  );

  narrator.step('The client calls the tool again');
  application.redirectUrl = WEB;
  browser.redirectUri = WEB;
  await expectCutOff(callTool(client, 'connected_apps'));
  narrator.bad('Its tokens are refused. It keeps its ID, and has to ask for consent again:');
  const again = await allow(application, person, narrator, browser);

  narrator.step('The client redeems the new code, and calls the tool');
  await connected.finishAuth(application.codeFrom(again));
  await callTool(client, 'connected_apps');
  narrator.good('Connected again.');
  await client.close();

  async function refresh(expected: string): Promise<void> {
    const { outcome } = await operator.post<{ outcome: string }>(`${clientPath}/refresh`, {
      reason: 'The demo shows the effect.',
    });
    check(outcome === expected, `the document is ${outcome}`);
    narrator.good(`The outcome: ${outcome}.`);
  }
}

function publish(website: ClientWebsite, redirectUris: string[], narrator: Narrator): void {
  const document = {
    client_id: ClientWebsite.url,
    client_name: NAME,
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  };
  website.publish(document);
  narrator.say(JSON.stringify(document, undefined, 2));
}
