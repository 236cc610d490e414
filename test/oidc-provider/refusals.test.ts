import * as oauth from 'oauth4webapi';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DcrClient } from 'nestjs-dcr';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../sample-app/src/demo/browser.js';
import { Page } from '../../sample-app/src/demo/page.js';
import { callMcp } from './support/mcp.js';
import {
  authorizationUrl,
  obtainCode,
  redeem,
  REDIRECT_URI,
  refresh,
  register,
  type Registered,
} from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

let sample: Sample;
let registered: Registered;
const verifier = oauth.generateRandomCodeVerifier();

beforeAll(async () => {
  sample = await startSample();
  registered = await register(sample);
});
afterAll(() => sample.close());

const open = async (changes: Record<string, string | undefined>) =>
  new Browser(REDIRECT_URI).open(await authorizationUrl(sample, registered, verifier, changes));

/** The response type decides where the error is sent, even if it is refused. */
const parametersOf = ({ search, hash }: URL): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search || hash.slice(1)));

describe('At the authorization endpoint', () => {
  test.each([
    ['without a code_challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with the plain method', { code_challenge_method: 'plain' }],
    ['with another response type', { response_type: 'token' }],
    ['with a foreign resource', { resource: 'https://elsewhere.example/mcp' }],
  ])('a request %s goes back to the client as an error', async (_title, changes) => {
    const callback = await open(changes);
    expect(callback).toBeInstanceOf(URL);
    const { error, code } = parametersOf(callback as URL);
    expect(error).toMatch(/^(invalid_request|unsupported_response_type|invalid_target)$/);
    expect(code).toBeUndefined();
  });

  const failed = 'This did not work';

  test.each([
    ['a foreign redirect URI', { redirect_uri: 'https://attacker.example/callback' }, failed],
    [
      'its own redirect URI on another loopback host',
      { redirect_uri: 'http://localhost:41999/callback' },
      failed,
    ],
    ['its own redirect URI with another path', { redirect_uri: `${REDIRECT_URI}/more` }, failed],
    [
      'an unknown client',
      { client_id: 'dcr_ffffffffffffffffffffffffffffffff' },
      'This application is not registered here',
    ],
  ])('%s leads to a page, never to a redirect', async (_title, changes, title) => {
    const page = await open(changes);
    expect(page).toBeInstanceOf(Page);
    expect(page).toMatchObject({ status: 400, title });
  });

  test('its own loopback redirect URI may use any port (RFC 8252 §7.3)', async () => {
    const page = await open({ redirect_uri: 'http://127.0.0.1:50123/callback' });
    expect(page).toMatchObject({ status: 200, title: 'Sign in' });
  });
});

describe('At the token endpoint', () => {
  test.each([
    ['without the code_verifier', { code_verifier: undefined }, 400, 'invalid_grant'],
    [
      'with a wrong code_verifier',
      { code_verifier: oauth.generateRandomCodeVerifier() },
      400,
      'invalid_grant',
    ],
    [
      'with a foreign redirect URI',
      { redirect_uri: 'https://attacker.example/callback' },
      400,
      'invalid_grant',
    ],
    ['of an unknown client', { client_id: 'dcr_ffffffffffffffffffffffffffffffff' }, 401, 'invalid_client'],
  ])('a code %s is refused', async (_title, changes, status, error) => {
    const code = await obtainCode(sample, registered, verifier);
    expect(await redeem(registered, code, verifier, changes)).toMatchObject({ status, body: { error } });
    // The code itself was valid.
    expect(await redeem(registered, code, verifier)).toMatchObject({ status: 200 });
  });

  test("another client's code is refused", async () => {
    const code = await obtainCode(sample, registered, verifier);
    const other = await register(sample);
    expect(await redeem(other, code, verifier)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  test('a code can be redeemed once, even if many redemptions are concurrent', async () => {
    const code = await obtainCode(sample, registered, verifier);
    const answers = await Promise.all(Array.from({ length: 8 }, () => redeem(registered, code, verifier)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('A client that is disabled', () => {
  test('is refused from that moment on', async () => {
    const { body } = await redeem(registered, await obtainCode(sample, registered, verifier), verifier);
    const code = await obtainCode(sample, registered, verifier);
    expect((await callMcp(sample, body.access_token)).status).toBe(200);

    await disable(registered.client.client_id);
    expect(await open({})).toMatchObject({ status: 400, title: 'This application has been disabled here' });
    expect(await redeem(registered, code, verifier)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect(await refresh(registered, body.refresh_token)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect((await callMcp(sample, body.access_token)).status).toBe(401);
  });
});

function disable(clientId: string) {
  const clients = sample.app.get<DataSource>(getDataSourceToken()).getRepository(DcrClient);
  return clients.update({ clientId }, { status: 'disabled' });
}
