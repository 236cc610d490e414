import { html } from '../../html/html.js';
import { layout } from './layout.js';

export interface LoginPage {
  uid: string;
  clientName: string;
  /** The last attempt failed. */
  failed?: boolean;
}

export function loginPage({ uid, clientName, failed }: LoginPage): string {
  return layout(
    'Sign in',
    html`<h1>Sign in</h1>
      <p>An application that calls itself <strong>${clientName}</strong> wants to use your account.</p>
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
