import { getDataSourceToken } from '@nestjs/typeorm';
import * as oauth from 'oauth4webapi';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../sample-app/src/demo/browser.js';
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

describe('After a restart on the same file', () => {
  let sample: Sample;
  beforeAll(async () => void (sample = await startSample()));
  afterAll(() => sample.close());

  test('the client, its access token and its refresh token still work', async () => {
    const verifier = oauth.generateRandomCodeVerifier();
    const registered = await register(sample);
    const { body } = await redeem(registered, await obtainCode(sample, registered, verifier), verifier);

    await sample.restart();
    expect((await callMcp(sample, body.access_token)).status).toBe(200);
    const refreshed = await refresh(registered, body.refresh_token);
    expect(refreshed.status).toBe(200);
    expect((await callMcp(sample, refreshed.body.access_token)).status).toBe(200);
    expect(await obtainCode(sample, registered, verifier)).toEqual(expect.any(String));
  });

  test('a person who was on the login page can go on', async () => {
    const verifier = oauth.generateRandomCodeVerifier();
    const registered = await register(sample);
    const browser = new Browser(REDIRECT_URI);
    const login = await browser.open(await authorizationUrl(sample, registered, verifier));
    await sample.restart();
    expect(login).toMatchObject({ title: 'Sign in' });
    if (login instanceof URL) throw new Error('no page');
    expect(await browser.submit(login, { ...sample.person })).toMatchObject({ title: 'Allow access?' });
  });
});

describe('While the database is away', () => {
  let sample: Sample;
  let registered: Registered;
  let code: string;
  let tokens: { access_token?: string; refresh_token?: string };
  const verifier = oauth.generateRandomCodeVerifier();

  beforeAll(async () => {
    sample = await startSample();
    registered = await register(sample);
    tokens = (await redeem(registered, await obtainCode(sample, registered, verifier), verifier)).body;
    code = await obtainCode(sample, registered, verifier);
    await sample.app.get<DataSource>(getDataSourceToken()).destroy();
  });
  afterAll(() => sample.close());

  const unavailable = { status: 503, retryAfter: '5', body: { error: 'temporarily_unavailable' } };

  test('a code is answered 503, never invalid_client', async () => {
    expect(await redeem(registered, code, verifier)).toMatchObject(unavailable);
  });

  test('a refresh token is answered 503, never invalid_client', async () => {
    expect(await refresh(registered, tokens.refresh_token)).toMatchObject(unavailable);
  });

  test('an authorization request is a page with 503, and never a redirect', async () => {
    const url = await authorizationUrl(sample, registered, verifier);
    expect(await new Browser(REDIRECT_URI).open(url)).toMatchObject({
      status: 503,
      title: 'This did not work',
    });
  });

  test('the MCP server answers 503, so that the client keeps its token', async () => {
    expect((await callMcp(sample, tokens.access_token)).status).toBe(503);
  });
});
