import * as oauth from 'oauth4webapi';
import { DcrAdminService, DcrClient, DcrSession } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { sessionRow } from '../e2e/admin/support/clients.js';
import { authorizationUrl, register } from '../oidc-provider/support/registered-client.js';
import { DESKTOP, newPage, PHONE, withoutChromium } from './support/chromium.js';
import { setUpConsole } from './support/console.js';
import { signIn } from './support/operator.js';
import { repository, seedEvents } from './support/seed.js';

const NAME = 'W'.repeat(200);
const HOST = `${'w'.repeat(60)}.${'w'.repeat(60)}.${'w'.repeat(60)}.example`;
const SUBJECT = 's'.repeat(255);
const REASON = 'R'.repeat(500);
const USER_AGENT = 'A'.repeat(325);

describe.skipIf(withoutChromium)('Text of the maximum length without spaces', () => {
  let clientId = '';
  let pendingId = '';
  const running = setUpConsole(async (sample) => {
    const metadata = {
      client_name: NAME,
      redirect_uris: [`https://${HOST}/${'p'.repeat(1_700)}`],
      software_id: 'S'.repeat(500),
      contacts: ['c'.repeat(500)],
    };
    ({ client_id: clientId } = (await register(sample, metadata)).client);
    ({ client_id: pendingId } = (
      await register(sample, { ...metadata, client_name: `Claude${NAME.slice(6)}` })
    ).client);
    const events = ['client.registered', 'client.rejected', 'client.disabled', 'client.cleaned_up'] as const;
    const description = 'D'.repeat(500);
    await seedEvents(
      sample,
      events.flatMap((type) => [
        { type, clientId, ip: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', userAgent: USER_AGENT, description },
        { type, clientId, actor: 'o'.repeat(200), reason: REASON },
      ]),
    );
    await repository(sample, DcrSession).insert(sessionRow(clientId, { subject: SUBJECT }));
    const admin = sample.app.get(DcrAdminService, { strict: false });
    await admin.addRule(
      { kind: 'redirectHost', value: HOST, effect: 'deny' },
      { actor: 'o'.repeat(200), reason: REASON },
    );
    await repository(sample, DcrClient).update({ clientId: pendingId }, { disabledReason: REASON });
  });

  test.each([
    ['at 1280 px', DESKTOP],
    ['at 375 px', PHONE],
  ])('never overflows the page: %s', async (_title, options) => {
    const { sample, browser } = running;
    const { page } = await newPage(browser, options);
    const expectToFit = async (what: string) => {
      for (const summary of await page.locator('summary').all()) await summary.click();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, what).toBe(options.viewport!.width);
    };
    const registered = await register(sample, { client_name: NAME });
    const url = await authorizationUrl(sample, registered, oauth.generateRandomCodeVerifier());
    await page.goto(url.href);
    await expectToFit("a person's sign-in");
    await page.getByLabel('Name').fill(sample.person.account);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expectToFit("a person's sign-in that failed");
    await page.getByLabel('Name').fill(sample.person.account);
    await page.getByLabel('Password').fill(sample.person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    await expectToFit('consent');

    await page.goto(`${sample.url}/admin/login?ended=yes&to=/admin/${NAME}`);
    await expectToFit('the sign-in of operators');
    await signIn(page, sample);
    for (const path of [
      '/admin',
      '/admin/cleanup',
      '/admin/clients',
      `/admin/clients?search=${NAME}`,
      `/admin/clients?similarTo=${clientId}`,
      `/admin/clients/${clientId}`,
      `/admin/clients/${pendingId}`,
      `/admin/clients/${clientId}/disable`,
      `/admin/clients/${clientId}/delete`,
      `/admin/bulk?operation=disable&which=all&search=${NAME}`,
      '/admin/pending',
      '/admin/hosts',
      `/admin/clients/${clientId}/block`,
      '/admin/sessions',
      `/admin/sessions?subject=${SUBJECT}`,
      `/admin/sessions/x/revoke?clientId=${clientId}`,
      '/admin/rules',
      `/admin/rules/new?kind=redirectHost&value=${HOST}&effect=deny`,
      `/admin/rules/x/remove?about=${NAME}`,
      `/admin/explain?request=${encodeURIComponent(JSON.stringify({ client_name: NAME, redirect_uris: [`https://${HOST}/cb`] }))}`,
      '/admin/audit',
      `/admin/audit?type=${NAME}`,
      `/admin/clients/${NAME}`,
      `/admin/${NAME}`,
    ]) {
      await page.goto(sample.url + path);
      await expectToFit(path.slice(0, 60));
    }
  });

  test('keeps the rows of the audit low enough to read', async () => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample, '/admin/audit');
    const row = page.getByRole('row').filter({ hasText: USER_AGENT }).first();
    await row.waitFor();
    const agent = row.locator('details.agent');
    expect((await agent.boundingBox())!.height).toBeLessThan(80);
    await agent.locator('summary').click();
    expect((await agent.boundingBox())!.height).toBeGreaterThan(120);
  });
});
