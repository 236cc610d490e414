import { html } from '../../html/html.js';
import { hidden } from '../parts/form.js';
import { document } from './document.js';

export interface LoginPage {
  /** The name of the service, as users know it. */
  service: string;
  /** The path to open after signing in. */
  wanted: string;
  /** The last attempt failed. */
  failed?: boolean;
  /** The session ended while a form was open; its reason is kept. */
  ended?: boolean;
}

export function loginPage({ service, wanted, failed, ended }: LoginPage): string {
  return document(
    'Sign in',
    html`<main class="sign-in">
      <p class="brand">${service}<span> console</span></p>
      <h1>Sign in</h1>
      ${
        failed
          ? html`<p class="error" role="alert">
              The name or the password is wrong, or the account is not an operator's.
            </p>`
          : undefined
      }
      ${
        ended
          ? html`<p class="notice" role="status">
              Your session has ended, and nothing was changed. Sign in again: the reason that you typed is
              kept.
            </p>`
          : undefined
      }
      <form method="post" action="/admin/login">
        ${hidden('to', wanted)}
        <label for="account">Name</label>
        <input id="account" name="account" autocomplete="username" required autofocus />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button>Sign in</button>
      </form>
    </main>`,
  );
}
