import { DcrAuditEvent, DcrClient } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { ago, DAY } from '../e2e/admin/support/clients.js';
import { newPage, withoutChromium } from './support/chromium.js';
import { registerClient, setUpConsole } from './support/console.js';
import { confirm, signIn } from './support/operator.js';
import { repository, seed } from './support/seed.js';

describe.skipIf(withoutChromium)('The overview', () => {
  const running = setUpConsole();

  test('shows counts of registrations and rejections, in charts with a text alternative', async () => {
    await registerClient(running.sample, { client_name: 'Counted' });
    const refused = registerClient(running.sample, { redirect_uris: ['http://plain.example/'] });
    await expect(refused).rejects.toThrow('invalid_redirect_uri');
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample);
    expect(await page.getByRole('img', { name: 'Registered: 1 in 30 days, at most 1 per day' }).count()).toBe(
      1,
    );
    expect(await page.getByRole('img', { name: 'Rejected, by reason: 1 in 30 days' }).count()).toBe(1);
    await page.getByText('Show as a table').click();
    expect(
      await page.getByRole('region', { name: 'in numbers' }).getByRole('row').nth(1).textContent(),
    ).toMatch(/^\s*\d{4}-\d\d-\d\d\s+1\s+1\s+0\s+0\s*$/);
    await page.getByRole('link', { name: /^Never used/ }).click();
    expect(await page.getByRole('link', { name: 'Counted' }).count()).toBe(1);
  });

  test('pauses and resumes registration', async () => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample);
    await confirm(page, 'Pause registration', 'a flood');
    await page.getByRole('heading', { name: 'Registration is paused' }).waitFor();
    for (const path of ['/admin', '/admin/clients', '/admin/pending', '/admin/audit', '/admin/cleanup']) {
      await page.goto(running.sample.url + path);
      const alert = page.getByText('Registration is paused by operator, just now. Reason: a flood.');
      expect(await alert.count(), path).toBe(1);
    }
    await page.getByRole('link', { name: 'Resume registration' }).click();
    await expect(registerClient(running.sample, {})).rejects.toThrow('access_denied');
    await confirm(page, 'Resume registration', 'it is over');
    await page.getByRole('heading', { name: 'Registration is open' }).waitFor();
    expect(await registerClient(running.sample, {})).toMatch(/^dcr_/);
  });

  test('sweeps after showing what would be removed', async () => {
    await seed(running.sample, [{ clientName: 'Stale', createdAt: ago(3 * DAY) }]);
    const stale = () => repository(running.sample, DcrClient).countBy({ clientName: 'Stale' });
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample);
    await page.getByRole('link', { name: 'What would a sweep remove now?' }).click();
    const preview = await page.getByRole('main').textContent();
    expect(preview).toMatch(/Unused clients \(never used or approved\)\s+1\D/);
    expect(await stale()).toBe(1);
    await confirm(page, 'Sweep now', 'spring cleaning');
    await page.getByRole('status').getByText('Unused clients (never used or approved): 1').waitFor();
    expect(await stale()).toBe(0);
    const events = repository(running.sample, DcrAuditEvent);
    expect(await events.findOneBy({ type: 'client.cleaned_up' })).toMatchObject({ actor: 'operator' });
  });
});

describe.skipIf(withoutChromium)('The queue', () => {
  const running = setUpConsole();
  const suspicious = (client_name: string) =>
    registerClient(running.sample, { client_name, redirect_uris: ['https://elsewhere.example/callback'] });
  const statusOf = async (clientId: string) =>
    (await repository(running.sample, DcrClient).findOneBy({ clientId }))?.status;

  test('holds clients with a well-known name but another redirect host until an operator decides', async () => {
    const [claude, chatGpt] = [await suspicious('Claude Connector'), await suspicious('ChatGPT Plus')];
    const honest = await registerClient(running.sample, {
      client_name: 'Claude',
      redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
    });
    expect([await statusOf(claude), await statusOf(chatGpt), await statusOf(honest)]).toEqual([
      'pending',
      'pending',
      'active',
    ]);
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample, '/admin/pending');
    const navigation = page.getByRole('navigation', { name: 'Console' });
    expect(await navigation.getByRole('link', { name: 'Pending' }).textContent()).toMatch(
      /^\s*Pending\s+2\s*$/,
    );
    const entry = (name: string) => page.getByRole('listitem').filter({ hasText: name });
    expect(await entry('Claude Connector').textContent()).toContain('but sends people to elsewhere.example');

    await entry('Claude Connector').getByLabel('Reason (recorded in the audit log)').fill('I know them');
    await entry('Claude Connector').getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('status').getByText('approved').waitFor();
    await entry('ChatGPT Plus').getByLabel('Reason (recorded in the audit log)').fill('A fake');
    await entry('ChatGPT Plus').getByRole('button', { name: 'Reject' }).click();
    await page.getByText('No client is waiting for approval.').waitFor();
    expect([await statusOf(claude), await statusOf(chatGpt)]).toEqual(['active', 'disabled']);
  });
});
