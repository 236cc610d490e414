import type { Page } from 'playwright-core';
import type { Sample } from '../../oidc-provider/support/sample.js';

export const OPERATOR = { account: 'operator', password: 'battery staple' };

export async function signIn(page: Page, { url }: Sample, path = '/admin'): Promise<void> {
  await page.goto(url + path);
  await page.getByLabel('Name').fill(OPERATOR.account);
  await page.getByLabel('Password').fill(OPERATOR.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Console' }).waitFor();
}

/** Enters a reason on the page of an operation, and confirms. */
export async function confirm(page: Page, button: string | RegExp, reason = 'a test'): Promise<void> {
  await page.getByLabel('Reason (recorded in the audit log)').fill(reason);
  await page.getByRole('main').getByRole('button', { name: button }).click();
}
