import { describe, expect, test } from 'vitest';
import { newPage, withoutChromium } from './support/chromium.js';
import { setUpConsole } from './support/console.js';
import { OPERATOR, signIn } from './support/operator.js';

describe.skipIf(withoutChromium)('The console is closed', () => {
  const running = setUpConsole();

  test('until an operator signs in, and then continues to the requested page', async () => {
    const { page, complaints } = await newPage(running.browser);
    await signIn(page, running.sample, '/admin/audit?outcome=rejected');
    expect(page.url()).toBe(`${running.sample.url}/admin/audit?outcome=rejected`);
    expect(complaints).toEqual([]);
  });

  test.each([
    ['a wrong password', { account: 'operator', password: 'wrong' }],
    ['a person who is not an operator', { account: 'alice', password: 'correct horse' }],
  ])('to %s', async (_title, { account, password }) => {
    const { page } = await newPage(running.browser);
    await page.goto(`${running.sample.url}/admin`);
    await page.getByLabel('Name').fill(account);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('The name or the password is wrong');
    expect(await page.context().cookies()).toEqual([]);
  });

  test('to a copy of the cookie, once the operator has signed out', async () => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample);
    const cookies = await page.context().cookies();
    const cookie = cookies.find(({ name }) => name === 'operator');
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/admin' });
    const visit = () => get('/admin/clients', `${cookie!.name}=${cookie!.value}`);
    expect((await visit()).status).toBe(200);
    await page.getByRole('link', { name: 'Leave the console' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect((await visit()).headers.get('location')).toContain('/admin/login');
  });

  test('to forms of other sites, and to forms without the token of the cookie', async () => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample);
    const cookies = await page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const csrf = await page.locator('input[name=csrf]').first().inputValue();
    const pause = (origin: string | undefined, token: string) =>
      fetch(`${running.sample.url}/admin/registration`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, ...(origin && { origin }) },
        body: new URLSearchParams({ csrf: token, to: 'paused', reason: 'a test' }),
      });
    const own = running.sample.settings.address;
    expect((await pause('https://evil.example', csrf)).status).toBe(403);
    expect((await pause('null', csrf)).status).toBe(403);
    expect((await pause(undefined, csrf)).status).toBe(403);
    expect((await pause(own, '')).status).toBe(403);
    expect(
      (
        await pause(
          own,
          csrf.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
        )
      ).status,
    ).toBe(403);
    expect((await page.reload())!.status()).toBe(200);
    expect(await page.getByRole('heading', { name: 'Registration is open' }).count()).toBe(1);
    expect((await pause(own, csrf)).status).toBe(303);
  });

  test('and never redirects to another site', async () => {
    for (const to of [
      'https://evil.example/admin',
      '//evil.example/admin',
      '/\\evil.example/admin',
      '/oidc',
    ]) {
      const answer = await fetch(`${running.sample.url}/admin/login`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: running.sample.settings.address },
        body: new URLSearchParams({ ...OPERATOR, to }),
      });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe('/admin');
    }
  });

  test('to scripts, frames and anything from elsewhere', async () => {
    const { page } = await newPage(running.browser);
    await signIn(page, running.sample);
    const headers = new Headers((await page.reload())!.headers());
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });

  const get = (path: string, cookie = '') =>
    fetch(running.sample.url + path, { redirect: 'manual', headers: { cookie } });
});
