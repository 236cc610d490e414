import { Browser } from './browser.js';
import { Page } from './page.js';

export interface Credentials {
  account: string;
  password: string;
}

/** Called before each action of the user, with the page they see. */
export type Watch = (page: Page, action: 'sign in' | 'allow') => void;

/**
 * Acts as a user who opens the authorization URL of a client, signs in and allows access.
 *
 * @param browser may be signed in already
 * @returns the callback URL, with the code or the error
 */
export async function approve(
  authorizationUrl: string | URL,
  redirectUri: string,
  { account, password }: Credentials,
  watch: Watch = () => {},
  browser = new Browser(redirectUri),
): Promise<URL> {
  let shown = await browser.open(authorizationUrl);
  if (shown instanceof Page && shown.title === 'Sign in') {
    watch(shown, 'sign in');
    shown = await browser.submit(shown, { account, password });
  }
  if (shown instanceof Page && shown.title === 'Allow access?') {
    watch(shown, 'allow');
    shown = await browser.submit(shown, { decision: 'allow' });
  }
  if (shown instanceof Page) throw new Error(`The browser shows (${shown.status}): ${shown.text}`);
  return shown;
}
