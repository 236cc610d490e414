import { html } from '../../html/html.js';
import { hidden } from '../parts/form.js';
import { document } from './document.js';

export interface LoginPage {
  /** What people know the service by. */
  service: string;
  /** Where to go from here. */
  wanted: string;
  /** The last attempt failed. */
  failed?: boolean;
  /** The session ended while a form was open, and its reason is kept. */
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
              This name and password do not belong together, or not to an operator.
            </p>`
          : undefined
      }
      ${
        ended
          ? html`<p class="notice" role="status">
              Your session has ended. Nothing was changed. Sign in again: the reason that you typed is kept.
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
