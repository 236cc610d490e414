import * as oauth from 'oauth4webapi';
import { Browser } from '../../../sample-app/src/demo/browser.js';
import { approve } from '../../../sample-app/src/demo/person.js';
import type { Sample } from './sample.js';

export const REDIRECT_URI = 'http://127.0.0.1:41999/callback';
const INSECURE = { [oauth.allowInsecureRequests]: true };

export interface Registered {
  as: oauth.AuthorizationServer;
  client: oauth.Client;
}

/** Discovers the sample by oauth4webapi. */
export async function discover({ settings }: Sample): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(settings.issuer);
  const discovered = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...INSECURE });
  return oauth.processDiscoveryResponse(issuer, discovered);
}

/** Discovers the sample and registers with it by oauth4webapi. */
export async function register(sample: Sample, changes: Partial<oauth.Client> = {}): Promise<Registered> {
  const as = await discover(sample);
  const metadata = {
    client_name: 'A test client',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    ...changes,
  };
  const response = await oauth.dynamicClientRegistrationRequest(as, metadata, INSECURE);
  return { as, client: await oauth.processDynamicClientRegistrationResponse(response) };
}

/** The URL that the client opens in the browser. Members of `changes` that are `undefined` are left out. */
export async function authorizationUrl(
  sample: Sample,
  { as, client }: Registered,
  verifier: string,
  changes: Record<string, string | undefined> = {},
): Promise<URL> {
  const url = new URL(as.authorization_endpoint!);
  const parameters = {
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'apps:read',
    resource: sample.settings.mcp,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

/** Obtains a code through the login and consent pages. */
export async function obtainCode(sample: Sample, registered: Registered, verifier: string): Promise<string> {
  const url = await authorizationUrl(sample, registered, verifier);
  const callback = await approve(url, REDIRECT_URI, sample.person);
  return oauth.validateAuthResponse(registered.as, registered.client, callback).get('code')!;
}

/** Obtains several codes of one grant: the person stays signed in and gives the same consent repeatedly. */
export async function obtainCodes(
  sample: Sample,
  registered: Registered,
  verifier: string,
  count: number,
): Promise<string[]> {
  const browser = new Browser(REDIRECT_URI);
  const url = await authorizationUrl(sample, registered, verifier);
  const codes: string[] = [];
  while (codes.length < count) {
    const callback = await approve(url, REDIRECT_URI, sample.person, undefined, browser);
    codes.push(callback.searchParams.get('code')!);
  }
  return codes;
}

/** Obtains a code and redeems it. */
export async function obtainTokens(sample: Sample, registered: Registered): Promise<TokenAnswer['body']> {
  const verifier = oauth.generateRandomCodeVerifier();
  const { status, body } = await redeem(registered, await obtainCode(sample, registered, verifier), verifier);
  if (status !== 200) throw new Error(`No tokens: ${status} ${JSON.stringify(body)}`);
  return body;
}

export interface TokenAnswer {
  status: number;
  retryAfter: string | null;
  body: { error?: string; error_description?: string; access_token?: string; refresh_token?: string };
}

/** Sends the raw request, for values that no library would send. */
export async function requestToken(
  { as }: Registered,
  parameters: Record<string, string | undefined>,
): Promise<TokenAnswer> {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const response = await fetch(as.token_endpoint!, { method: 'POST', body: new URLSearchParams(given) });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, body: (await response.json()) as TokenAnswer['body'] };
}

/** Redeems a code; valid except for `changes`. */
export function redeem(
  registered: Registered,
  code: string,
  verifier: string,
  changes: Record<string, string | undefined> = {},
): Promise<TokenAnswer> {
  return requestToken(registered, {
    grant_type: 'authorization_code',
    client_id: registered.client.client_id,
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
    ...changes,
  });
}

export function refresh({ as, client }: Registered, refreshToken: string | undefined): Promise<TokenAnswer> {
  return requestToken(
    { as, client },
    { grant_type: 'refresh_token', client_id: client.client_id, refresh_token: refreshToken },
  );
}
