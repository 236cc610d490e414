import { SERVICE_NAME } from '../../config/settings.js';
import { html } from '../../html/html.js';
import { hidden } from '../parts/form.js';
import { document } from './document.js';

export interface LoginPage {
  /** Where to go from here. */
  wanted: string;
  /** The last attempt failed. */
  failed?: boolean;
}

export function loginPage({ wanted, failed }: LoginPage): string {
  return document(
    'Sign in',
    html`<main class="sign-in">
      <p class="brand">${SERVICE_NAME}<span> console</span></p>
      <h1>Sign in</h1>
      ${
        failed
          ? html`<p class="error" role="alert">
              This name and password do not belong together, or not to an operator.
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
