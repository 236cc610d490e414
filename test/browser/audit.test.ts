import { describe, expect, test } from 'vitest';
import { ago, HOUR } from '../e2e/admin/support/clients.js';
import { newPage, withoutChromium } from './support/chromium.js';
import { registerClient, setUpConsole } from './support/console.js';
import { signIn } from './support/operator.js';
import { seedEvents } from './support/seed.js';

const FORMULAS = ['=HYPERLINK("http://evil.example")', '+1+1', '-2', '@SUM(A1)', '\t=1', ' =1', '＝1'];

describe.skipIf(withoutChromium)('The audit', () => {
  const running = setUpConsole(async (sample) => {
    await registerClient(sample, { client_name: 'Accepted' });
    await registerClient(sample, { redirect_uris: ['http://plain.example/'] }).catch(() => undefined);
    const refusal = {
      type: 'client.rejected',
      outcome: 'rejected',
      error: 'invalid_client_metadata',
    } as const;
    await seedEvents(sample, [
      ...FORMULAS.map((userAgent) => ({ ...refusal, userAgent, ip: '192.0.2.1', createdAt: ago(HOUR) })),
      ...Array.from({ length: 1_200 }, (_, at) => ({
        ...refusal,
        ip: '192.0.2.2',
        createdAt: ago(50 * HOUR + at),
      })),
    ]);
  });
  const open = async (path = '/admin/audit') => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample, path);
    return page;
  };

  test('is narrowed by outcome, error, address and time', async () => {
    const page = await open();
    const rows = page.locator('tbody tr');
    await page.getByLabel('Outcome').selectOption('Rejected');
    await page.getByLabel('Error').selectOption('Redirect URI not allowed');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('link', { name: 'Clear' }).click();
    await page.goBack();
    expect(await rows.count()).toBe(1);
    await page.goto(`${running.sample.url}/admin/audit`);
    await page.getByLabel('IP address').fill('192.0.2.1');
    await page.getByLabel('From (UTC)').fill(
      ago(2 * HOUR)
        .toISOString()
        .slice(0, 16),
    );
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('link', { name: 'Clear' }).waitFor();
    expect(await rows.count()).toBe(FORMULAS.length);
    await page.goto(`${running.sample.url}/admin/audit?from=yesterday`);
    expect(await page.getByText('A time must look like').count()).toBe(1);
  });

  test.each(['type=nonsense', 'outcome=nonsense', 'error=nonsense'])(
    'reports that %s does not exist, instead of an empty result',
    async (query) => {
      const page = await open();
      const answer = await page.goto(`${running.sample.url}/admin/audit?${query}`);
      expect(answer!.status()).toBe(400);
      expect(await page.getByText(/^Unknown .+ Choose one of/).count()).toBe(1);
    },
  );

  test('is exported completely, page by page, without cells that a spreadsheet would execute', async () => {
    const page = await open('/admin/audit?ip=192.0.2.1');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export as CSV' }).click(),
    ]);
    const [header, ...lines] = await read(await download.createReadStream());
    expect(header).toMatch(/^"time","type","outcome","client_id","error"/);
    expect(lines).toHaveLength(FORMULAS.length);
    for (const formula of FORMULAS) {
      // A tab may end a cell, so what follows one is disarmed, too.
      const disarmed = `'${formula.replaceAll('"', '""').replace('\t', "\t'")}`;
      expect(lines.join('\n')).toContain(`"${disarmed}"`);
    }
    const [cookie] = await page.context().cookies();
    const all = await fetch(`${running.sample.url}/admin/audit.csv`, {
      headers: { cookie: `${cookie!.name}=${cookie!.value}` },
    });
    expect(all.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await all.text()).trim().split('\r\n')).toHaveLength(1 + 2 + FORMULAS.length + 1_200);
  });

  test('is exported to operators only', async () => {
    const answer = await fetch(`${running.sample.url}/admin/audit.csv`, { redirect: 'manual' });
    expect(answer.status).toBe(303);
  });
});

async function read(stream: AsyncIterable<unknown>): Promise<string[]> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text.trim().split('\r\n');
}
