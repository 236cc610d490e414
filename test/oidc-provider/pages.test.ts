import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../sample-app/src/demo/browser.js';
import { Page } from '../../sample-app/src/demo/page.js';
import { authorizationUrl, REDIRECT_URI, register, type Registered } from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

const HOSTILE_NAME = `<script>alert(1)</script>"'&amp;`;
const REDIRECT_URIS = [REDIRECT_URI, 'https://app.example/callback', 'cursor://anysphere.cursor/callback'];

let sample: Sample;
let registered: Registered;

beforeAll(async () => {
  sample = await startSample();
  registered = await register(sample, { client_name: HOSTILE_NAME, redirect_uris: REDIRECT_URIS });
});
afterAll(() => sample.close());

const openLogin = async (redirectUri = REDIRECT_URI) => {
  const verifier = oauth.generateRandomCodeVerifier();
  const url = await authorizationUrl(sample, registered, verifier, { redirect_uri: redirectUri });
  const browser = new Browser(redirectUri);
  return { browser, page: asPage(await browser.open(url)) };
};

const openConsent = async (redirectUri = REDIRECT_URI) => {
  const { browser, page } = await openLogin(redirectUri);
  return { browser, page: asPage(await browser.submit(page, { ...sample.person })) };
};

function asPage(shown: Page | URL): Page {
  if (shown instanceof Page) return shown;
  throw new Error(`Not a page but ${shown.href}`);
}

describe('The pages', () => {
  test('show a hostile name as text', async () => {
    for (const { page } of [await openLogin(), await openConsent()]) {
      expect(page.markup).not.toContain('<script');
      expect(page.text).toContain(HOSTILE_NAME);
    }
  });

  test.each(REDIRECT_URIS)('let a browser only submit the form and follow it to %s', async (uri) => {
    for (const { page } of [await openLogin(uri), await openConsent(uri)]) {
      expect(page.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; frame-ancestors 'none'; base-uri 'none'$/,
      );
      expect(page.headers.get('x-frame-options')).toBe('DENY');
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('belong to one browser', async () => {
    const { page } = await openConsent();
    const stranger = new Browser(REDIRECT_URI);
    const answer = await stranger.submit(page, { decision: 'allow' });
    expect(answer).toMatchObject({ status: 400, title: 'This did not work' });
    expect(asPage(answer).headers.get('content-security-policy')).toContain("; form-action 'self'");
  });
});

describe('The login page', () => {
  test.each([
    ['a wrong password', { account: 'alice', password: 'wrong' }],
    ['an unknown name', { account: 'mallory', password: 'correct horse' }],
    ['nothing', {}],
  ])('is shown again after %s, without saying which was wrong', async (_title, fields) => {
    const { browser, page } = await openLogin();
    const again = await browser.submit(page, fields);
    expect(again).toMatchObject({ status: 403, title: 'Sign in' });
    expect(asPage(again).text).toContain('The name or the password is wrong.');
  });
});

describe('The consent page', () => {
  test('says that the name is unverified, who is signed in, what is requested and where it leads', async () => {
    const { text } = (await openConsent()).page;
    expect(text).toContain('nobody has verified it');
    expect(text).toContain('You are signed in as Alice Example.');
    expect(text).toContain('See which applications you have connected');
    expect(text).toContain('You will be sent to a program on this computer (127.0.0.1).');
    expect(text).toContain('app.example');
    expect(text).toContain('the program that opens cursor: links');
  });

  test('accepts a refusal', async () => {
    const { browser, page } = await openConsent();
    const callback = await browser.submit(page, { decision: 'deny' });
    expect(callback).toBeInstanceOf(URL);
    const { error, code } = Object.fromEntries((callback as URL).searchParams);
    expect({ error, code }).toEqual({ error: 'access_denied', code: undefined });
  });

  test('accepts only an explicit yes as consent', async () => {
    const { browser, page } = await openConsent();
    const callback = await browser.submit(page, {});
    expect((callback as URL).searchParams.get('error')).toBe('access_denied');
  });
});

describe("The sample's own policy", () => {
  test.each(['Sample App', 'The SAMPLE-app helper', 'Ｓａｍｐｌｅ Ａｐｐ'])(
    'refuses the name %s',
    async (client_name) => {
      const registration = register(sample, { client_name });
      await expect(registration).rejects.toMatchObject({ error: 'invalid_client_metadata' });
    },
  );

  test('refuses redirect URIs that lead back to the server itself', async () => {
    const registration = register(sample, { redirect_uris: [`${sample.settings.address}/interaction`] });
    await expect(registration).rejects.toMatchObject({ error: 'invalid_client_metadata' });
  });
});
