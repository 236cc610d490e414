import type { Page } from 'playwright-core';
import { DcrAuditEvent, DcrClient } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { newPage, withoutChromium } from './support/chromium.js';
import { registerClient, setUpConsole } from './support/console.js';
import { confirm, signIn } from './support/operator.js';
import { repository, seedSessions } from './support/seed.js';

describe.skipIf(withoutChromium)('The page of a client', () => {
  const running = setUpConsole();

  const open = async (metadata: object) => {
    const clientId = await registerClient(running.sample, metadata);
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample, `/admin/clients/${clientId}`);
    return { page, clientId };
  };
  const statusOf = async (clientId: string) =>
    (await repository(running.sample, DcrClient).findOneBy({ clientId }))?.status;
  const lastEvent = (clientId: string) =>
    repository(running.sample, DcrAuditEvent).findOne({ where: { clientId }, order: { createdAt: 'DESC' } });

  test('shows what it registered and what was substituted', async () => {
    const { page } = await open({
      client_name: 'Thorough client',
      token_endpoint_auth_method: 'client_secret_post',
      client_uri: 'https://client.example/about',
      contacts: ['ops@client.example'],
    });
    const registered = page.getByRole('region', { name: 'Registered metadata' });
    for (const text of [
      'https://client.example/callback',
      'https://client.example/about',
      'ops@client.example',
    ]) {
      expect(await registered.getByText(text).count()).toBe(1);
    }
    // An address that a client sent must not be a link.
    expect(await page.locator('main a[href^="http"]').count()).toBe(0);
    const row = page.getByRole('region', { name: 'Substitutions' }).getByRole('row').last();
    expect(await row.textContent()).toMatch(/token_endpoint_auth_method\s+client_secret_post\s+none/);
  });

  test('disables, enables, revokes and deletes, each with a reason for the audit', async () => {
    const { page, clientId } = await open({ client_name: 'Changing client' });
    await seedSessions(running.sample, clientId, ['alice', 'bob']);
    const perform = async (name: string, button: string, notice: string) => {
      await page.getByRole('link', { name }).click();
      await confirm(page, button, `reason to ${button}`);
      await page.getByRole('status').getByText(notice).waitFor();
      expect(await lastEvent(clientId)).toMatchObject({ actor: 'operator', reason: `reason to ${button}` });
    };
    await perform('Revoke sessions…', 'Revoke sessions', '2 sessions revoked.');
    await perform('Disable…', 'Disable', 'Changing client: disabled; 0 sessions revoked.');
    expect(await statusOf(clientId)).toBe('disabled');
    await perform('Enable…', 'Enable', 'Changing client: enabled.');
    expect(await statusOf(clientId)).toBe('active');
    await perform('Delete…', 'Delete', 'Changing client: deleted');
    expect(await statusOf(clientId)).toBeUndefined();
    expect((await page.goto(`${running.sample.url}/admin/clients/${clientId}`))!.status()).toBe(404);
  });

  test('shows a notice once', async () => {
    const { page } = await open({ client_name: 'Once' });
    await page.getByRole('link', { name: 'Disable…' }).click();
    await confirm(page, 'Disable');
    await page.getByRole('status').waitFor();
    await page.reload();
    expect(await page.getByRole('status').count()).toBe(0);
  });

  test('does nothing without a reason, even if the browser skips validation', async () => {
    const { page, clientId } = await open({ client_name: 'Unreasonable' });
    await page.getByRole('link', { name: 'Disable…' }).click();
    await page.getByRole('button', { name: 'Disable' }).click();
    expect(page.url()).toContain('/disable');
    await page.locator('input[name=reason]').evaluate((input) => input.removeAttribute('required'));
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Enter a reason').waitFor();
    expect(await statusOf(clientId)).toBe('active');
  });

  test('can be disabled by keyboard alone, with a visible focus at every step', async () => {
    const { page, clientId } = await open({ client_name: 'By keyboard' });
    await tabTo(page, 'Disable…');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Disable: By keyboard' }).waitFor();
    await tabTo(page, '', 'reason');
    await page.keyboard.type('spam');
    await tabTo(page, 'Disable');
    await page.keyboard.press('Space');
    await page.getByRole('status').waitFor();
    expect(await statusOf(clientId)).toBe('disabled');
  });
});

/** Presses Tab until the element has the focus, which must be visible at every stop. */
async function tabTo(page: Page, text: string, name?: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    const reached = name
      ? (await focused.getAttribute('name')) === name
      : (await focused.textContent())?.trim() === text;
    if (reached) return;
  }
  throw new Error(`The keyboard does not reach ${name ?? text}.`);
}
