import * as oauth from 'oauth4webapi';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { authorizationUrl, register } from '../oidc-provider/support/registered-client.js';
import { listenForCallback } from './support/callback.js';
import { newPage, withoutChromium } from './support/chromium.js';
import { setUpConsole } from './support/console.js';

describe.skipIf(withoutChromium)('A callback that redirects the browser', () => {
  const running = setUpConsole();

  /** Signs in and allows; returns the URL of the callback request. */
  const allow = async (
    page: Page,
    { redirectUri, arrived }: { redirectUri: string; arrived: Promise<URL> },
  ) => {
    const { sample } = running;
    const registered = await register(sample, { redirect_uris: [redirectUri] });
    const verifier = oauth.generateRandomCodeVerifier();
    const url = await authorizationUrl(sample, registered, verifier, { redirect_uri: redirectUri });
    await page.goto(url.href);
    await page.getByLabel('Name').fill(sample.person.account);
    await page.getByLabel('Password').fill(sample.person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).click({ noWaitAfter: true });
    return arrived;
  };

  test('to another origin reaches it, as on claude.ai', async () => {
    const application = await listenForCallback();
    const callback = await listenForCallback(`${application.origin}/done`);
    const { page, complaints } = await newPage(running.browser);
    expect((await allow(page, callback)).searchParams.get('code')).toBeTruthy();
    await page.getByText('Back in the application.').waitFor();
    expect(page.url()).toBe(`${application.origin}/done`);
    expect(complaints).toEqual([]);
  });

  test('to a private-use scheme opens the program of that scheme', async () => {
    const callback = await listenForCallback('claude://signed-in');
    const { page, complaints } = await newPage(running.browser);
    const followed = page.waitForEvent('request', (request) => request.url().startsWith('claude:'));
    expect((await allow(page, callback)).searchParams.get('code')).toBeTruthy();
    await followed;
    expect(complaints).toEqual([]);
  });
});
