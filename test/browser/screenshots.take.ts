import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DcrAdminService } from 'nestjs-dcr';
import * as oauth from 'oauth4webapi';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Credentials } from '../../sample-app/src/demo/person.js';
import {
  clientOf,
  serveDocument,
  startDocumentSample,
  type DocumentSample,
} from '../oidc-provider/support/documents.js';
import { CLAUDE_CODE } from '../oidc-provider/support/published-documents.js';
import { authorizationUrl, register } from '../oidc-provider/support/registered-client.js';
import { startSample, type Sample } from '../oidc-provider/support/sample.js';
import { DESKTOP, launchChromium, newPage, PHONE } from './support/chromium.js';
import { signIn } from './support/operator.js';
import { seedRealistically } from './support/realistic-data.js';

/** The folder of the screenshots. Default: where the documentation expects them. */
const FOLDER = process.env['SCREENSHOTS'] || 'docs/screenshots';

/** A request that a rule refuses. */
const REFUSED = { client_name: 'Gift cards', redirect_uris: ['https://gifts.example/callback'] };

const LOOKS: Record<string, BrowserContextOptions> = {
  light: { ...DESKTOP, colorScheme: 'light' },
  dark: { ...DESKTOP, colorScheme: 'dark' },
  phone: { ...PHONE, colorScheme: 'light' },
};

describe('Screenshots of the console', () => {
  let sample: DocumentSample;
  let browser: Browser;
  let pages: Record<string, string>;
  let consents: Record<string, URL>;

  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
    [sample, browser] = await Promise.all([startDocumentSample(), launchChromium()]);
    const { shown, documented, bad } = await seedRealistically(sample);
    const registered = await register(sample, { client_name: 'Travel planner' });
    const clientId = serveDocument(
      sample.server,
      CLAUDE_CODE.body,
      'https://claude.ai.test/oauth/claude-code-client-metadata',
    );
    const verifier = oauth.generateRandomCodeVerifier();
    consents = {
      consent: await authorizationUrl(sample, registered, verifier),
      'consent-document': await authorizationUrl(sample, await clientOf(sample, clientId), verifier),
    };
    pages = {
      overview: '/admin',
      clients: '/admin/clients',
      client: `/admin/clients/${shown}`,
      'document-client': `/admin/clients/${encodeURIComponent(documented)}`,
      disable: `/admin/clients/${shown}/disable`,
      pending: '/admin/pending',
      hosts: '/admin/hosts',
      block: `/admin/clients/${bad}/block`,
      rules: '/admin/rules',
      sessions: '/admin/sessions?subject=alice',
      explain: `/admin/explain?request=${encodeURIComponent(JSON.stringify(REFUSED, undefined, 2))}`,
      audit: '/admin/audit',
    };
  });
  afterAll(async () => {
    await browser.close();
    await sample.close();
  });

  test.each(Object.keys(LOOKS))('of every page: %s', async (look) => {
    const { page } = await newPage(browser, LOOKS[look]);
    for (const [name, url] of Object.entries(consents)) {
      await page.goto(url.href);
      if ((await page.title()) === 'Sign in') await signInAs(page, sample.person);
      await page.getByRole('button', { name: 'Allow' }).waitFor();
      await take(page, name, look);
    }
    await page.goto(`${sample.url}/admin/login`);
    await take(page, 'sign-in', look);
    await signIn(page, sample);
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(sample.url + path);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      await take(page, name, look);
    }
  });
});

describe('Screenshots of the public pages', () => {
  let sample: Sample;
  let browser: Browser;
  let pages: Record<string, string>;

  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
    [sample, browser] = await Promise.all([startSample(), launchChromium()]);
    const admin = sample.app.get(DcrAdminService, { strict: false });
    const visit = async (client_name: string, redirectUri: string) => {
      const registered = await register(sample, { client_name, redirect_uris: [redirectUri] });
      const verifier = oauth.generateRandomCodeVerifier();
      const { href } = await authorizationUrl(sample, registered, verifier, { redirect_uri: redirectUri });
      return { clientId: registered.client.client_id, href };
    };
    const removed = await visit('Claude Code (sample)', 'http://localhost:62402/callback');
    await admin.deleteClient(removed.clientId);
    const disabled = await visit('Codex', 'http://127.0.0.1:34701/callback');
    await admin.disableClient(disabled.clientId);
    const pending = await visit('ChatGPT', 'https://elsewhere.example/callback');
    pages = {
      home: sample.url,
      'removed-client': removed.href,
      'disabled-client': disabled.href,
      'pending-client': pending.href,
    };
  });
  afterAll(async () => {
    await browser.close();
    await sample.close();
  });

  test.each(Object.keys(LOOKS))('without signing in: %s', async (look) => {
    const { page } = await newPage(browser, LOOKS[look]);
    for (const [name, url] of Object.entries(pages)) {
      await page.goto(url);
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), name).toBe(true);
      await page.screenshot({
        path: join(FOLDER, `${name}-${look}.png`),
        animations: 'disabled',
        fullPage: true,
      });
    }
  });
});

async function signInAs(page: Page, { account, password }: Credentials): Promise<void> {
  await page.getByLabel('Name').fill(account);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Captures the page up to its end, or up to a maximum height. */
async function take(page: Page, name: string, look: string): Promise<void> {
  const { width, height } = page.viewportSize()!;
  const main = (await page.getByRole('main').boundingBox())!;
  const maxHeight = look === 'phone' ? 812 : name === 'overview' ? 1_150 : 860;
  await page.setViewportSize({ width, height: Math.min(maxHeight, Math.ceil(main.y + main.height)) });
  await page.screenshot({ path: join(FOLDER, `${name}-${look}.png`), animations: 'disabled' });
  await page.setViewportSize({ width, height });
}
