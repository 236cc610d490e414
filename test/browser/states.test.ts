import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LIMITS } from '../../sample-app/src/registration/registration.options.js';
import { OperatorSession } from '../../sample-app/src/operators/operator-session.entity.js';
import { newPage, withoutChromium } from './support/chromium.js';
import { registerClient, setUpConsole } from './support/console.js';
import { confirm, OPERATOR, signIn } from './support/operator.js';
import { repository, seed } from './support/seed.js';

const PATHS = ['/admin', '/admin/clients', '/admin/pending', '/admin/audit', '/admin/cleanup'];

describe.skipIf(withoutChromium)('An empty console', () => {
  const running = setUpConsole();

  test('shows where clients register, and a command that does it', async () => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample, '/admin/clients');
    const first = page.getByRole('region', { name: 'No client has registered yet' });
    await first.waitFor();
    await page.goto(`${running.sample.url}/admin`);
    const command = (await first.locator('pre').textContent())!.trim();
    const parts = /^curl -X POST (\S+) -H 'content-type: application\/json' -d '(.+)'$/.exec(command)!;
    expect(parts[1]).toBe(`${running.sample.settings.address}/register`);
    await registerClient(running.sample, JSON.parse(parts[2]!) as object);
    await page.reload();
    expect(await first.count()).toBe(0);
  });
});

describe.skipIf(withoutChromium)('A full server', () => {
  const running = setUpConsole((sample) =>
    seed(
      sample,
      Array.from({ length: LIMITS.maxClients }, (_, at) => ({ clientName: `Client ${at}` })),
    ),
  );

  test('says so at the top of every page', async () => {
    await expect(registerClient(running.sample, {})).rejects.toThrow('503');
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample);
    for (const path of PATHS) {
      await page.goto(running.sample.url + path);
      const alert = page
        .locator('.alert')
        .getByText('The cap is reached: every registration is rejected with 503.');
      expect(await alert.count(), path).toBe(1);
      const { y } = (await alert.boundingBox())!;
      expect(y, path).toBeLessThan(200);
    }
  });
});

describe.skipIf(withoutChromium)('The console', () => {
  const running = setUpConsole();

  test('answers an unknown client or operation with a page, and leaves other paths to the application', async () => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample);
    for (const path of ['/admin/clients/nobody', '/admin/clients/x/y']) {
      const answer = await page.goto(running.sample.url + path);
      expect(answer!.status()).toBe(404);
      expect(await page.getByRole('heading', { name: 'Not found' }).count()).toBe(1);
      await page.getByRole('link', { name: 'Go to the overview' }).click();
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
    }
    const answer = await page.goto(`${running.sample.url}/admin/nonsense`);
    expect(answer!.status()).toBe(404);
    expect(await page.getByRole('heading', { name: 'No such page' }).count()).toBe(1);
  });

  test('keeps the typed reason when the session has ended', async () => {
    const clientId = await registerClient(running.sample, { client_name: 'Patient' });
    const other = await registerClient(running.sample, { client_name: 'Other' });
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample, `/admin/clients/${clientId}/disable`);
    await repository(running.sample, OperatorSession).clear();
    await confirm(page, 'Disable', 'A long explanation; "quoted", 中文');
    await page.getByText('the reason that you typed is kept').waitFor();
    await page.getByLabel('Name').fill(OPERATOR.account);
    await page.getByLabel('Password').fill(OPERATOR.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Disable: Patient' }).waitFor();
    const reason = page.getByLabel('Reason (recorded in the audit log)');
    expect(await reason.inputValue()).toBe('A long explanation; "quoted", 中文');
    const kept = page.url();

    await page.goto(`${running.sample.url}/admin/clients/${other}/disable`);
    expect(await reason.inputValue()).toBe('');
    await page.goto(kept);
    await page.getByRole('main').getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('status').getByText('Patient: disabled').waitFor();
    await page.goto(`${running.sample.url}/admin/clients/${clientId}/disable`);
    expect(await reason.inputValue()).toBe('');
  });

  test('answers too many attempts to sign in with a page', async () => {
    const { page } = await newPage(running.browser);
    await page.setExtraHTTPHeaders({ 'x-forwarded-for': '198.18.0.1' });
    onTestFinished(() => page.setExtraHTTPHeaders({}));
    const guess = () =>
      fetch(`${running.sample.url}/admin/login`, {
        method: 'POST',
        headers: { origin: running.sample.settings.address, 'x-forwarded-for': '198.18.0.1' },
        body: new URLSearchParams({ account: 'operator', password: randomUUID() }),
      });
    await Promise.all(Array.from({ length: 30 }, guess));
    await page.goto(`${running.sample.url}/admin/login`);
    await page.getByLabel('Name').fill(OPERATOR.account);
    await page.getByLabel('Password').fill(OPERATOR.password);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: 'Sign in' }).click(),
    ]);
    expect(answer.status()).toBe(429);
    expect(Number(answer.headers()['retry-after'])).toBeGreaterThan(0);
    await page.getByRole('heading', { name: 'Too many attempts' }).waitFor();
    expect(await page.getByText('Wait a minute, then try again.').count()).toBe(1);
    await page.getByRole('link', { name: 'Back to the sign-in page' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});
