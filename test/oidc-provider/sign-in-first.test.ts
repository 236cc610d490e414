import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../sample-app/src/demo/browser.js';
import { Page } from '../../sample-app/src/demo/page.js';
import { clientOf, serveDocument, startDocumentSample, type DocumentSample } from './support/documents.js';
import { authorizationUrl, obtainTokens, REDIRECT_URI } from './support/registered-client.js';

let sample: DocumentSample;
beforeAll(async () => void (sample = await startDocumentSample()));
afterAll(() => sample?.close());

const fetchesOf = (clientId: string) => sample.server.requests.filter(({ url }) => url === clientId).length;
const urlFor = async (clientId: string, changes?: Record<string, string>) =>
  authorizationUrl(sample, await clientOf(sample, clientId), oauth.generateRandomCodeVerifier(), changes);

describe('The metadata document of an unknown client', () => {
  test('is read once its user has signed in, and the request then continues', async () => {
    const clientId = serveDocument(sample.server);
    const browser = new Browser(REDIRECT_URI);
    const login = (await browser.open(await urlFor(clientId, { state: 'kept & safe' }))) as Page;
    expect(login).toMatchObject({ status: 200, title: 'Sign in' });
    expect(login.text).toContain('An application of client.test wants to use your account.');
    expect(await browser.submit(login, { account: 'alice', password: 'wrong' })).toMatchObject({
      status: 403,
      title: 'Sign in',
    });
    expect(fetchesOf(clientId)).toBe(0);
    const consent = (await browser.submit(login, { ...sample.person })) as Page;
    expect(fetchesOf(clientId)).toBe(1);
    expect(consent.title).toBe('Allow access?');
    const callback = (await browser.submit(consent, { decision: 'allow' })) as URL;
    expect(callback.searchParams.get('code')).toBeTruthy();
    expect(callback.searchParams.get('state')).toBe('kept & safe');
  });

  test('is not read for a stranger, whatever the request', async () => {
    const clientId = serveDocument(sample.server);
    const url = await urlFor(clientId);
    const body = url.searchParams;
    const silent = await urlFor(clientId, { prompt: 'none' });
    const answers = await Promise.all([
      fetch(url, { redirect: 'manual' }),
      fetch(new URL('/authorize', url), { method: 'POST', body, redirect: 'manual' }),
      fetch(silent, { redirect: 'manual' }),
      fetch(new URL('/par', url), { method: 'POST', body }),
      fetch(new URL('/token', url), { method: 'POST', body: new URLSearchParams({ client_id: clientId }) }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 400, 503, 401]);
    expect(fetchesOf(clientId)).toBe(0);
  });

  test('is not needed once the client is known: its user signs in with its name on the page', async () => {
    const clientId = serveDocument(sample.server, { client_name: 'Known' });
    await obtainTokens(sample, await clientOf(sample, clientId));
    const login = (await new Browser(REDIRECT_URI).open(await urlFor(clientId))) as Page;
    expect(login.text).toContain('An application of client.test that calls itself Known wants to use');
  });
});

describe('The form to sign in first', () => {
  const send = (to: string, headers: Record<string, string> = {}) =>
    fetch(`${sample.url}/sign-in?to=${encodeURIComponent(to)}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...sample.person }),
      redirect: 'manual',
    });

  test.each(['https://attacker.example/', '//attacker.example/authorize?', '/admin', ''])(
    'leads nowhere but to the authorization endpoint: not to %s',
    async (to) => {
      const answer = await send(to);
      expect(answer.status).toBe(403);
      expect(answer.headers.getSetCookie()).toEqual([]);
    },
  );

  test.each(['https://attacker.example', 'null'])('is not accepted from another site: %s', async (origin) => {
    const answer = await send('/authorize?client_id=x', { origin });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('counts wrong passwords like every other form', async () => {
    const guess = () =>
      fetch(`${sample.url}/sign-in?to=${encodeURIComponent('/authorize?client_id=x')}`, {
        method: 'POST',
        headers: { 'x-forwarded-for': '198.18.7.7' },
        body: new URLSearchParams({ account: 'alice', password: 'guess' }),
      });
    const answers = await Promise.all(Array.from({ length: 31 }, guess));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});
