import { getDataSourceToken } from '@nestjs/typeorm';
import * as oauth from 'oauth4webapi';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../sample-app/src/demo/browser.js';
import { Page } from '../../sample-app/src/demo/page.js';
import { holdBack } from './support/held-back.js';
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

  test('a person on the login page can continue', async () => {
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

describe('When the database becomes unavailable', () => {
  let sample: Sample;
  let registered: Registered;
  const verifier = oauth.generateRandomCodeVerifier();
  beforeEach(async () => {
    sample = await startSample();
    registered = await register(sample);
  });
  afterEach(() => sample.close());

  const destroyDatabase = () => sample.app.get<DataSource>(getDataSourceToken()).destroy();

  test('before a code is stored, the person sees a 503 and the client gets no code', async () => {
    const browser = new Browser(REDIRECT_URI);
    const login = (await browser.open(await authorizationUrl(sample, registered, verifier))) as Page;
    const consent = (await browser.submit(login, { ...sample.person })) as Page;
    const held = holdBack('AuthorizationCode');
    const shown = browser.submit(consent, { decision: 'allow' });
    await held.reached(1);
    await destroyDatabase();
    held.release();
    expect(await shown).toBeInstanceOf(Page);
    expect(await shown).toMatchObject({ status: 503 });
    expect(((await shown) as Page).headers.get('retry-after')).toBe('5');
  });

  test('for session look-ups only, no code and no token is issued', async () => {
    const code = await obtainCode(sample, registered, verifier);
    const browser = new Browser(REDIRECT_URI);
    const login = (await browser.open(await authorizationUrl(sample, registered, verifier))) as Page;
    const consent = (await browser.submit(login, { ...sample.person })) as Page;
    await sample.app.get<DataSource>(getDataSourceToken()).query('ALTER TABLE dcr_sessions RENAME TO away');

    const shown = await browser.submit(consent, { decision: 'allow' });
    expect(shown).toMatchObject({ status: 503, markup: expect.stringContaining('Try again later') });
    expect((shown as Page).headers.has('location')).toBe(false);
    expect((shown as Page).headers.get('retry-after')).toBe('5');
    const answer = await redeem(registered, code, verifier);
    expect(answer).toMatchObject({
      status: 503,
      retryAfter: '5',
      body: { error: 'temporarily_unavailable' },
    });
    expect(answer.body).not.toHaveProperty('access_token');
  });

  test('before tokens are stored, the answer is 503', async () => {
    const code = await obtainCode(sample, registered, verifier);
    const held = holdBack('AccessToken');
    const answer = redeem(registered, code, verifier);
    await held.reached(1);
    await destroyDatabase();
    held.release();
    expect(await answer).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
  });
});

describe('While the database is unavailable', () => {
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

  test('an authorization request is answered by a page with 503, never by a redirect', async () => {
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
