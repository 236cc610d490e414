import { DcrAdminService, DcrAuditEvent, DcrClientDocument, DcrClientService } from 'nestjs-dcr';
import type { Browser } from 'playwright-core';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientOf,
  serveDocument,
  startDocumentSample,
  type DocumentSample,
} from '../oidc-provider/support/documents.js';
import { authorizationUrl, REDIRECT_URI } from '../oidc-provider/support/registered-client.js';
import { DESKTOP, launchChromium, newPage, PHONE, withoutChromium } from './support/chromium.js';
import { registerClient } from './support/console.js';
import { faults } from './support/faults.js';
import { confirm, signIn } from './support/operator.js';
import { repository } from './support/seed.js';

const WEB = 'https://client.test/callback';

describe.skipIf(withoutChromium)('A client with a metadata document', () => {
  let sample: DocumentSample;
  let browser: Browser;
  beforeAll(async () => {
    [sample, browser] = await Promise.all([startDocumentSample(), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await sample?.close();
  });

  /** The service that an authorization request calls. */
  const discover = (clientId: string) =>
    sample.app.get(DcrClientService, { strict: false }).discover(clientId);
  const discovered = async (changes: object = {}) => {
    const clientId = serveDocument(sample.server, { redirect_uris: [WEB], ...changes });
    await discover(clientId);
    return clientId;
  };
  const pathOf = (clientId: string) => `/admin/clients/${encodeURIComponent(clientId)}`;
  const open = async (path: string, options = DESKTOP) => {
    const { page } = await newPage(browser, options);
    await signIn(page, sample, path);
    return page;
  };

  test('is listed with its host, its freshness and its last failure, and found by its source', async () => {
    await registerClient(sample, { client_name: 'Registered' });
    const fresh = await discovered({ client_name: 'In time' });
    const failing = await discovered({ client_name: 'Failing' });
    sample.server.serve({ status: 500 }, failing);
    await sample.app.get(DcrAdminService, { strict: false }).refreshClient(failing);
    const expired = await discovered({ client_name: 'Too late' });
    const anHourAgo = new Date(Date.now() - 3_601_000);
    await repository(sample, DcrClientDocument).update({ clientId: expired }, { expiresAt: anHourAgo });

    const page = await open('/admin/clients');
    await page.getByLabel('Source').selectOption('Metadata document');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('link', { name: 'Clear' }).waitFor();
    const row = async (name: string) =>
      (await page.getByRole('row').filter({ hasText: name }).first().textContent())!.replace(/\s+/g, ' ');
    expect(await page.locator('tbody th a:first-child').allTextContents()).toEqual([
      'Too late',
      'Failing',
      'In time',
    ]);
    expect(await row('In time')).toContain(
      `${fresh} Fresh client.test, fetched just now, expires in 59 minutes`,
    );
    expect(await row('Failing')).toContain(
      'Last failure just now: Its host does not answer with the status 200',
    );
    expect(await row('Too late')).toContain('Expired client.test, fetched just now, expired 1 hour ago');
    expect(await row('Too late')).toContain('Metadata document');
  });

  test('is refreshed on its page, which shows each outcome, and the audit has the operator', async () => {
    const clientId = await discovered({ client_name: 'Refreshed' });
    const page = await open(pathOf(clientId));
    const card = page.getByRole('region', { name: 'Metadata document' });
    const refresh = async (notice: string) => {
      await card.getByRole('button', { name: 'Refresh now' }).click();
      await page.getByRole('status').getByText(notice).waitFor();
      return (await card.textContent())!.replace(/\s+/g, ' ');
    };
    expect(await refresh('Refreshed: the document is unchanged.')).toContain('none since it was fetched');

    serveDocument(sample.server, { redirect_uris: [WEB, REDIRECT_URI] }, clientId);
    await refresh('the document has changed, and the client with it.');
    await page
      .getByRole('group')
      .filter({ hasText: /Changed: (?:client_name, redirect_uris|redirect_uris, client_name)/ })
      .waitFor();
    const changed = await repository(sample, DcrAuditEvent).findOneBy({
      clientId,
      type: 'client.document_changed',
    });
    expect(changed).toMatchObject({ actor: 'operator', reason: 'Refreshed in the console' });

    sample.server.serve({ status: 503 }, clientId);
    expect(await refresh('the document is unreachable, so its stored copy stays.')).toContain('(status)');
    sample.server.serve({ status: 404 }, clientId);
    expect(await refresh('withdrawn: new authorizations are refused, sessions go on.')).toContain(
      'Withdrawn',
    );
    await page.getByText('Document withdrawn', { exact: true }).waitFor();
  });

  test('that registered has no document to refresh', async () => {
    const page = await open(pathOf(await registerClient(sample, { client_name: 'Without' })));
    expect(await page.getByRole('heading', { name: 'Without' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Refresh now' }).count()).toBe(0);
  });

  test('that is unknown is rejected while an operator has paused discovery, and every page says so', async () => {
    const known = await discovered();
    const page = await open('/admin');
    const region = page.getByRole('region', { name: 'Discovery is open' });
    await region.getByRole('link', { name: 'Pause discovery…' }).click();
    await confirm(page, 'Pause discovery', 'a broken proxy');
    await page.getByRole('heading', { name: 'Discovery is paused' }).waitFor();
    const unknown = serveDocument(sample.server);
    await expect(discover(unknown)).rejects.toMatchObject({ status: 503 });
    await expect(discover(known)).resolves.toMatchObject({ clientId: known });
    for (const path of ['/admin', '/admin/clients', '/admin/pending', '/admin/audit']) {
      await page.goto(sample.url + path);
      const alert = page.getByText('Discovery is paused by operator, just now. Reason: a broken proxy.');
      expect(await alert.count(), path).toBe(1);
    }
    await page.getByRole('link', { name: 'Resume discovery' }).click();
    await confirm(page, 'Resume discovery', 'repaired');
    await page.getByRole('heading', { name: 'Discovery is open' }).waitFor();
    await expect(discover(unknown)).resolves.toMatchObject({ clientId: unknown });
    await page.goto(`${sample.url}/admin/audit?type=discovery.paused`);
    expect(await page.getByRole('row').nth(1).textContent()).toMatch(/operator\s+a broken proxy/);
  });

  test('that is refused has the cause in the audit, which the caller does not learn', async () => {
    const clientId = serveDocument(sample.server, { client_secret: 'hunter2' });
    await expect(discover(clientId)).rejects.toMatchObject({ status: 400 });
    const page = await open(`/admin/audit?error=invalid_client`);
    const row = page.getByRole('row').filter({ hasText: clientId });
    expect((await row.textContent())!.replace(/\s+/g, ' ')).toContain(
      'Document not usable It contains a secret (secret).',
    );
    // On a phone, both are in the column beside the label.
    const phone = await open('/admin/audit?error=invalid_client', PHONE);
    const left = async (text: string) => (await phone.getByText(text).last().boundingBox())!.x;
    expect(await left('It contains a secret')).toBe(await left('Document not usable'));
  });

  test('has the host of its client_id first and largest on the consent page, whatever it calls itself', async () => {
    const clientId = 'https://impostor.test/client.json';
    serveDocument(sample.server, { client_name: 'trusted.example', redirect_uris: [REDIRECT_URI] }, clientId);
    const { page } = await newPage(browser);
    const client = await clientOf(sample, clientId);
    await page.goto((await authorizationUrl(sample, client, oauth.generateRandomCodeVerifier())).href);
    await page.getByLabel('Name').fill(sample.person.account);
    await page.getByLabel('Password').fill(sample.person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    // Every element with text of its own in the page's main part, in the order of the page.
    const shown = (await page.evaluate(`[...document.querySelectorAll('main *')]
      .filter((element) => [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim()))
      .map((element) => ({
        text: element.textContent.trim(),
        size: parseFloat(getComputedStyle(element).fontSize),
        isVisible: element.checkVisibility() && element.getBoundingClientRect().top < innerHeight,
      }))`)) as { text: string; size: number; isVisible: boolean }[];
    const [first, ...others] = shown;
    expect(first).toMatchObject({ text: 'impostor.test', isVisible: true });
    expect(first!.size).toBeGreaterThan(Math.max(...others.map(({ size }) => size)));
    const claim = others.find(({ text }) => text === '“trusted.example”');
    expect(claim).toMatchObject({ isVisible: true });
    expect(claim!.size).toBeLessThan(first!.size);
  });

  test.each([
    ['at 1280 px', DESKTOP],
    ['at 375 px', PHONE],
  ])('fits the consent page and the console, however long its host: %s', async (_title, options) => {
    const path = `/${'p'.repeat(380)}/client.json`;
    const clientId = `https://client.test${path}`;
    serveDocument(sample.server, { client_name: 'W'.repeat(200), redirect_uris: [REDIRECT_URI] }, clientId);
    const { page, complaints } = await newPage(browser, options);
    const expectToFit = async (what: string) => {
      for (const summary of await page.locator('summary').all()) await summary.click();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width, what).toBe(options.viewport!.width);
    };
    const client = await clientOf(sample, clientId);
    await page.goto((await authorizationUrl(sample, client, oauth.generateRandomCodeVerifier())).href);
    await expectToFit('sign-in');
    await page.getByLabel('Name').fill(sample.person.account);
    await page.getByLabel('Password').fill(sample.person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Allow' }).waitFor();
    await expectToFit('consent');
    expect(await faults(page)).toEqual([]);
    const boxOf = async (selector: string) => (await page.locator(selector).boundingBox())!;
    expect((await boxOf('.host')).y).toBeLessThan((await boxOf('h1')).y);
    await signIn(page, sample);
    for (const shown of [
      '/admin',
      '/admin/discovery',
      '/admin/clients?source=cimd',
      pathOf(clientId),
      '/admin/audit',
    ]) {
      await page.goto(sample.url + shown);
      await expectToFit(shown.slice(0, 60));
    }
    expect(complaints).toEqual([]);
  });
});
