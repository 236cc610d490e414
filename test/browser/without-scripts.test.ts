import { DcrAdminService } from 'nestjs-dcr';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { DESKTOP, newPage, PHONE, withoutChromium } from './support/chromium.js';
import { registerClient, setUpConsole } from './support/console.js';
import { signIn } from './support/operator.js';

describe.skipIf(withoutChromium)('With JavaScript off', () => {
  const running = setUpConsole();

  test.each([
    ['at 1280 px', DESKTOP],
    ['at 375 px', PHONE],
  ])('a client is disabled and blocked by keyboard alone: %s', async (title, options) => {
    const { sample, browser } = running;
    const host = `bad-${title.replace(/\W/g, '')}.example`.toLowerCase();
    const clientId = await registerClient(sample, {
      client_name: 'Bad',
      redirect_uris: [`https://${host}/cb`],
    });
    const { page, complaints } = await newPage(browser, { ...options, javaScriptEnabled: false });
    await signIn(page, sample, `/admin/clients/${clientId}`);
    await reach(page, page.getByRole('link', { name: 'Disable and block…' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Disable and block: Bad' }).waitFor();
    await reach(page, page.getByRole('radio').first());
    await page.keyboard.press('ArrowDown');
    await reach(page, page.getByLabel('Reason (recorded in the audit log)'));
    await page.keyboard.type('phishing');
    await reach(page, page.getByRole('main').getByRole('button', { name: 'Disable and block' }));
    await page.keyboard.press('Space');
    await page.getByRole('status').getByText(`Bad: disabled and blocked by ${host}`).waitFor();

    const admin = sample.app.get(DcrAdminService, { strict: false });
    expect((await admin.getClient(clientId)).client.status).toBe('disabled');
    await expect(registerClient(sample, { redirect_uris: [`https://${host}/other`] })).rejects.toThrow('403');
    expect(complaints).toEqual([]);
  });
});

/** Presses Tab until the element has the focus. */
async function reach(page: Page, wanted: ReturnType<Page['getByRole']>): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`The keyboard does not reach ${String(wanted)}.`);
}
