import { html } from '../../html/html.js';
import { layout } from './layout.js';

export interface LoginPage {
  uid: string;
  clientName: string;
  /** The host of the client's metadata document, if it has one. */
  host?: string | undefined;
  /** The last attempt failed. */
  failed?: boolean;
}

export function loginPage({ uid, clientName, host, failed }: LoginPage): string {
  return layout(
    'Sign in',
    html`<h1>Sign in</h1>
      <p>
        An application${host === undefined ? undefined : html` of <strong>${host}</strong>`} that calls itself
        <strong>${clientName}</strong> wants to use your account.
      </p>
      ${failed ? html`<p class="error">The name or the password is wrong.</p>` : undefined}
      <form method="post" action="/interaction/${uid}/login">
        <label for="account">Name</label>
        <input id="account" name="account" autocomplete="username" required autofocus />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button type="submit">Sign in</button>
      </form>`,
  );
}
