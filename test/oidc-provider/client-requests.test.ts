import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../sample-app/src/demo/browser.js';
import type { Page } from '../../sample-app/src/demo/page.js';
import { approve } from '../../sample-app/src/demo/person.js';
import { callMcp } from './support/mcp.js';
import {
  REDIRECT_URI,
  authorizationUrl,
  redeem,
  register,
  requestToken,
  type Registered,
} from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

let sample: Sample;
let registered: Registered;
beforeAll(async () => {
  sample = await startSample();
  registered = await register(sample);
});
afterAll(() => sample.close());

const verifier = oauth.generateRandomCodeVerifier();
const authorize = (changes: Record<string, string | undefined>) =>
  authorizationUrl(sample, registered, verifier, changes);

/** Obtains the tokens for a request through the sign-in and consent pages. */
async function tokensFor(changes: Record<string, string | undefined>, browser = new Browser(REDIRECT_URI)) {
  const callback = await approve(await authorize(changes), REDIRECT_URI, sample.person, undefined, browser);
  const { status, body } = await redeem(registered, callback.searchParams.get('code')!, verifier);
  expect(status).toBe(200);
  return body as typeof body & { scope: string; id_token?: string };
}

describe('offline_access', () => {
  const refreshWith = (refresh_token: string | undefined, scope: string) =>
    requestToken(registered, {
      grant_type: 'refresh_token',
      client_id: registered.client.client_id,
      refresh_token,
      scope,
    });

  test('is not announced', () => {
    expect(registered.as.scopes_supported).toEqual(['openid', 'profile', 'apps:read']);
  });

  test('without prompt=consent is ignored, even if the refresh repeats it', async () => {
    const { refresh_token } = await tokensFor({ scope: 'apps:read offline_access' });
    const { status, body } = await refreshWith(refresh_token, 'apps:read offline_access');
    expect(status).toBe(200);
    expect(body).toMatchObject({ scope: 'apps:read', refresh_token: expect.any(String) });
    expect((await callMcp(sample, body.access_token)).status).toBe(200);
  });

  test('with prompt=consent is ignored, even if the refresh repeats it', async () => {
    const { refresh_token } = await tokensFor({ scope: 'apps:read offline_access', prompt: 'consent' });
    const { status, body } = await refreshWith(refresh_token, 'offline_access apps:read');
    expect([status, body]).toMatchObject([200, { scope: 'apps:read' }]);
  });

  test('as the only scope of a refresh leaves the granted scopes', async () => {
    const { refresh_token } = await tokensFor({ scope: 'apps:read' });
    const { status, body } = await refreshWith(refresh_token, 'offline_access');
    expect([status, body]).toMatchObject([200, { scope: 'apps:read' }]);
  });

  test.each(['apps:read profile', 'apps:read profile offline_access', 'apps:read unknown offline_access'])(
    'hides no other additional scope: a refresh with "%s" is refused, and the token stays usable',
    async (scope) => {
      const { refresh_token } = await tokensFor({ scope: 'apps:read' });
      expect(await refreshWith(refresh_token, scope)).toMatchObject({
        status: 400,
        body: { error: 'invalid_scope' },
      });
      expect((await refreshWith(refresh_token, 'apps:read')).status).toBe(200);
    },
  );
});

describe('The registered scope', () => {
  test.each([
    [undefined, 'openid profile apps:read'],
    ['openid invented', 'openid'],
    ['invented', 'openid profile apps:read'],
  ])('for "%s" is "%s", and the client may still request others', async (scope, granted) => {
    const other = await register(sample, scope === undefined ? {} : { scope });
    expect(other.client['scope']).toBe(granted);
    const url = await authorizationUrl(sample, other, verifier, { scope: 'openid profile apps:read' });
    const callback = await approve(url, REDIRECT_URI, sample.person);
    expect(callback.searchParams.get('code')).toEqual(expect.any(String));
  });
});

describe('prompt=select_account', () => {
  /** The steps that a signed-in person takes until the application has a code. */
  const stepsFor = async (prompt: string | undefined) => {
    const browser = new Browser(REDIRECT_URI);
    await tokensFor({}, browser);
    const actions: string[] = [];
    const watch = (_page: Page, action: string) => void actions.push(action);
    const callback = await approve(await authorize({ prompt }), REDIRECT_URI, sample.person, watch, browser);
    expect(callback.searchParams.get('code')).toEqual(expect.any(String));
    return actions;
  };

  test('asks a signed-in person to sign in again, like prompt=login', async () => {
    expect(await stepsFor(undefined)).toEqual(['allow']);
    expect(await stepsFor('login')).toEqual(['sign in', 'allow']);
    expect(await stepsFor('select_account')).toEqual(['sign in', 'allow']);
  });

  test.each(['consent select_account', 'select_account consent', 'login select_account consent'])(
    'together with others, as in "%s", leads to the sign-in page and the consent page',
    async (prompt) => expect(await stepsFor(prompt)).toEqual(['sign in', 'allow']),
  );

  test.each(['none select_account', 'none login', 'unheard_of'])(
    'does not make "%s" a valid request',
    async (prompt) => {
      const callback = await new Browser(REDIRECT_URI).open(await authorize({ prompt }));
      expect((callback as URL).searchParams.get('error')).toBe('invalid_request');
    },
  );
});

describe('A client that names no resource', () => {
  const userinfo = (token: string | undefined) =>
    fetch(registered.as.userinfo_endpoint!, { headers: { authorization: `Bearer ${token}` } });

  test('and only signs in a person gets a token for userinfo', async () => {
    const tokens = await tokensFor({ scope: 'openid profile', resource: undefined });
    expect(tokens).toMatchObject({ scope: 'openid profile', id_token: expect.any(String) });
    const response = await userinfo(tokens.access_token);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sub: 'alice', name: expect.any(String) });
    expect((await callMcp(sample, tokens.access_token)).status).toBe(401);
  });

  test.each(['apps:read', 'openid apps:read', undefined])(
    'and requests the scope "%s" gets a token for the MCP server',
    async (scope) => {
      const tokens = await tokensFor({ scope, resource: undefined });
      expect(tokens.scope).toBe('apps:read');
      expect((await callMcp(sample, tokens.access_token)).status).toBe(200);
    },
  );
});
