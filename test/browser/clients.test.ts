import { DcrClient } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { ago, DAY, HOUR } from '../e2e/admin/support/clients.js';
import { newPage, withoutChromium } from './support/chromium.js';
import { setUpConsole } from './support/console.js';
import { confirm, signIn } from './support/operator.js';
import { repository, seed } from './support/seed.js';

const COPY = 'c'.repeat(64);

describe.skipIf(withoutChromium)('The list of clients', () => {
  const running = setUpConsole((sample) =>
    seed(sample, [
      ...Array.from({ length: 60 }, (_, at) => ({
        clientName: `Tool ${at + 1}`,
        // Too young for a sweep.
        createdAt: ago(DAY + at * (HOUR / 3)),
        lastUsedAt: at % 2 ? ago(HOUR) : null,
      })),
      ...[1, 2, 3].map((at) => ({
        clientName: at === 3 ? 'Twin in disguise' : 'Twin',
        fingerprint: COPY,
        createdAt: ago(at * 1000),
      })),
      { clientName: 'Closed', status: 'disabled', createdAt: ago(60 * DAY), source: 'manual' },
    ]),
  );

  const open = async (path = '/admin/clients') => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample, path);
    const names = () => page.locator('tbody th a:first-child').allTextContents();
    return { page, names };
  };

  test('is read page by page', async () => {
    const { page, names } = await open();
    const first = await names();
    expect(first.slice(0, 2)).toEqual(['Twin', 'Tool 1']);
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'First page' }).waitFor();
    const second = await names();
    expect(second.at(-1)).toBe('Closed');
    expect(new Set([...first, ...second]).size).toBe(62);
    expect(await page.getByRole('link', { name: 'Next page' }).count()).toBe(0);
  });

  test('folds copies into one row, and unfolds them', async () => {
    const { page, names } = await open();
    expect(await page.getByText('also called Twin in disguise').count()).toBe(1);
    await page.getByRole('link', { name: '+ 2 copies on this page · show all copies' }).click();
    await page.getByText('including the client itself').waitFor();
    expect(await names()).toEqual(['Twin', 'Twin', 'Twin in disguise']);
  });

  test('is narrowed by text, status, source and use, and sorted', async () => {
    const { page, names } = await open();
    await page.getByLabel('Name, client ID, host or software ID').fill('tool 1');
    await page.getByLabel('Use').selectOption('Never used');
    await page.getByLabel('Order').selectOption('Oldest first');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('link', { name: 'Clear' }).waitFor();
    expect(await names()).toEqual(['Tool 19', 'Tool 17', 'Tool 15', 'Tool 13', 'Tool 11', 'Tool 1']);
    await page.goto(`${running.sample.url}/admin/clients?status=disabled&source=manual`);
    expect(await names()).toEqual(['Closed']);
    await page.goto(`${running.sample.url}/admin/clients?search=nobody`);
    expect(await page.getByText('No client matches.').count()).toBe(1);
  });

  test.each(['status=asleep', 'use=sometimes', 'sort=name', 'cursor=x'])(
    'rejects %s instead of guessing',
    async (query) => {
      const { page } = await open();
      const answer = await page.goto(`${running.sample.url}/admin/clients?${query}`);
      expect(answer!.status()).toBe(400);
    },
  );

  test('changes a selection after showing its size', async () => {
    const { page } = await open();
    await page.getByRole('checkbox', { name: 'Select Twin and 2 copies' }).check();
    await page.getByRole('checkbox', { name: 'Select Tool 1', exact: true }).check();
    await page.getByRole('button', { name: 'Disable…' }).click();
    await page.getByRole('heading', { name: 'Disable: 4 clients' }).waitFor();
    expect(await disabled()).toBe(1);
    await confirm(page, 'Disable 4 clients', 'spam');
    await page.getByRole('status').getByText('4 clients matched, 4 clients changed').waitFor();
    expect(await disabled()).toBe(5);
  });

  test('asks for a selection if there is none, and stays on the same page', async () => {
    const { page } = await open('/admin/clients?search=tool&sort=createdAt');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'First page' }).waitFor();
    const before = new URL(page.url()).searchParams;
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('status').getByText('Select at least one client').waitFor();
    const { pathname, searchParams } = new URL(page.url());
    expect(pathname).toBe('/admin/clients');
    expect(Object.fromEntries(searchParams)).toEqual(Object.fromEntries(before));
  });

  test('changes all clients that match a filter, except those registered after the count', async () => {
    const { page } = await open('/admin/clients?search=tool&use=never');
    await page.getByLabel('Clients', { exact: true }).selectOption('All 30 that match');
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('heading', { name: 'Delete: 30 clients' }).waitFor();
    await seed(running.sample, [{ clientName: 'Tool of late', createdAt: new Date(Date.now() + 1) }]);
    await confirm(page, 'Delete 30 clients', 'spring cleaning');
    await page.getByRole('status').getByText('30 clients matched, 30 clients changed').waitFor();
    await page.goto(`${running.sample.url}/admin/clients?search=tool+of+late`);
    expect(await page.getByRole('link', { name: 'Tool of late' }).count()).toBe(1);
  });

  const disabled = () => repository(running.sample, DcrClient).countBy({ status: 'disabled' });
});
