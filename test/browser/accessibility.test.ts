import * as oauth from 'oauth4webapi';
import { describe, expect, test } from 'vitest';
import { authorizationUrl, register } from '../oidc-provider/support/registered-client.js';
import { DESKTOP, newPage, PHONE, withoutChromium } from './support/chromium.js';
import { setUpConsole } from './support/console.js';
import { faults } from './support/faults.js';
import { signIn } from './support/operator.js';
import { seedRealistically } from './support/realistic-data.js';

describe.skipIf(withoutChromium)('Every page of the console and of the authorization server', () => {
  let shown = '';
  let documented = '';
  const running = setUpConsole(async (sample) => {
    ({ shown, documented } = await seedRealistically(sample));
  });
  const paths = () => [
    '/admin',
    '/admin/cleanup',
    '/admin/clients',
    '/admin/clients?search=nobody',
    `/admin/clients?similarTo=${shown}`,
    `/admin/clients/${shown}`,
    `/admin/clients/${shown}/delete`,
    '/admin/clients?source=cimd',
    `/admin/clients/${encodeURIComponent(documented)}`,
    '/admin/discovery',
    '/admin/bulk?operation=disable&which=all',
    '/admin/pending',
    '/admin/hosts',
    `/admin/clients/${shown}/block`,
    '/admin/sessions',
    '/admin/sessions?subject=alice',
    `/admin/sessions/x/revoke?clientId=${shown}`,
    '/admin/rules',
    '/admin/rules/new?kind=redirectHost&value=gifts.example&effect=deny&days=7',
    '/admin/rules/x/remove?about=Deny',
    '/admin/explain',
    `/admin/explain?request=${encodeURIComponent('{"redirect_uris":["https://gifts.example/callback"]}')}`,
    '/admin?days=90&refresh=60',
    '/admin/audit',
    '/admin/audit?search=nothing-like-this',
    '/admin/clients?status=asleep',
  ];

  const authorizationPage = async () => {
    const registered = await register(running.sample);
    const verifier = oauth.generateRandomCodeVerifier();
    return (await authorizationUrl(running.sample, registered, verifier)).href;
  };

  test.each([
    ['light', { ...DESKTOP, colorScheme: 'light' }],
    ['dark', { ...DESKTOP, colorScheme: 'dark' }],
    ['on a phone', PHONE],
  ] as const)('has no serious accessibility violation: %s', { timeout: 180_000 }, async (_title, options) => {
    const { page } = await newPage(running.browser, options);
    await page.goto(await authorizationPage());
    expect(await faults(page), "a person's sign-in").toEqual([]);
    await page.getByLabel('Name').fill(running.sample.person.account);
    await page.getByLabel('Password').fill(running.sample.person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    expect(await faults(page), 'consent').toEqual([]);
    await page.goto(`${running.sample.url}/admin/login`);
    expect(await faults(page), 'sign-in').toEqual([]);
    await signIn(page, running.sample);
    for (const path of paths()) {
      await page.goto(running.sample.url + path);
      for (const summary of (await page.locator('summary').all()).slice(0, 3)) await summary.click();
      expect(await faults(page), path).toEqual([]);
    }
  });

  test('fits a phone without horizontal overflow', async () => {
    const { page } = await newPage(running.browser, PHONE);
    await signIn(page, running.sample);
    for (const path of paths()) {
      await page.goto(running.sample.url + path);
      for (const summary of await page.locator('summary').all()) await summary.click();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, path).toBe(PHONE.viewport!.width);
    }
  });
});
