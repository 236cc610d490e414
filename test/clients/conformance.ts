import { createHash, randomBytes } from 'node:crypto';
import type { Lab } from './driver.js';
import { tokenRequests } from './evidence.js';
import { freePort, listen } from './support/ports.js';

const TIMEOUT_SECONDS = 120;

/** The MCP conformance suite's verdict on one mode. */
export interface Verdict {
  mode: string;
  passed: boolean;
  /** The last line of the suite's output. */
  summary: string;
}

/** Runs the modes that apply to a server that requires a token. */
export async function runConformance(lab: Lab): Promise<Verdict[]> {
  return [await authorizationMode(lab), await dnsRebinding(lab)];
}

async function authorizationMode({ sample, product, open }: Lab): Promise<Verdict> {
  const port = await freePort();
  const client = await register(sample.address, `http://127.0.0.1:${port}/callback`);
  const output = await product.run(
    'conformance',
    [
      'authorization',
      '--url',
      sample.address,
      '--client-id',
      client,
      '--resource',
      sample.mcp,
      '--port',
      String(port),
    ],
    { seconds: TIMEOUT_SECONDS, onPrint: openOnce(sample.address, open) },
  );
  return toVerdict('authorization', output);
}

async function dnsRebinding({ sample, product, open }: Lab): Promise<Verdict> {
  sample.addToken(await signIn({ sample, open }));
  const output = await product.run(
    'conformance',
    ['server', '--url', sample.mcp, '--scenario', 'dns-rebinding-protection'],
    { seconds: TIMEOUT_SECONDS },
  );
  return toVerdict('server, `dns-rebinding-protection`', output);
}

/** Opens the page that the suite prints for the user. */
function openOnce(address: string, open: (url: string) => Promise<void>): (output: string) => void {
  let isOpen = false;
  return (output) => {
    const [url] = isOpen ? [] : (new RegExp(`${address}/authorize\\?\\S+(?=\\s)`).exec(output) ?? []);
    if (!url) return;
    isOpen = true;
    open(url).catch(() => undefined);
  };
}

async function register(address: string, redirectUri: string): Promise<string> {
  const response = await fetch(`${address}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Conformance suite',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    }),
  });
  return ((await response.json()) as { client_id: string }).client_id;
}

/** Gets an access token as any client does, with PKCE and the user's consent in the browser. */
async function signIn({ sample, open }: Pick<Lab, 'sample' | 'open'>): Promise<string> {
  let code = '';
  const callback = await listen((request, response) => {
    code ||= new URL(request.url ?? '', 'http://localhost').searchParams.get('code') ?? '';
    response.end('Back in the application.');
  });
  const redirect_uri = `http://127.0.0.1:${callback.port}/callback`;
  const client_id = await register(sample.address, redirect_uri);
  const verifier = randomBytes(32).toString('base64url');
  const parameters = {
    client_id,
    redirect_uri,
    resource: sample.mcp,
    response_type: 'code',
    scope: 'apps:read',
  };
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = new URLSearchParams({
    ...parameters,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  await open(`${sample.address}/authorize?${query.toString()}`);
  callback.close();
  await fetch(`${sample.address}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...parameters,
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
    }),
  });
  const { answer } = tokenRequests(sample.log, 'authorization_code').at(-1)!;
  return (JSON.parse(answer) as { access_token: string }).access_token;
}

function toVerdict(mode: string, output: string): Verdict {
  const lines = output.split('\n').map((line) => line.trim());
  const summary =
    lines.findLast((line) => /\d+ (?:passed|failed)|passed|failed/i.test(line)) ?? lines.at(-1) ?? '';
  return { mode, passed: /(?:^|\D)0 failed/i.test(summary), summary };
}
