import { html, type Html } from '../../html/html.js';
import { layout } from './layout.js';

export interface LoginPage {
  uid: string;
  clientName: string;
  /** The host of the client's metadata document, if it has one. */
  host?: string | undefined;
  /** The last attempt failed. */
  failed?: boolean;
}

/** Within an authorization request. */
export function loginPage({ uid, clientName, host, failed }: LoginPage): string {
  const intro = html`An application${host === undefined ? undefined : html` of <strong>${host}</strong>`} that
    calls itself <strong>${clientName}</strong> wants to use your account.`;
  return page(intro, `/interaction/${uid}/login`, failed);
}

/**
 * Before the metadata document of an unknown client is read: only its host is known.
 *
 * @param to the authorization request that follows, as a path with a query string
 */
export function signInFirstPage({ to, failed }: { to: string; failed?: boolean }): string {
  const host = hostOf(new URLSearchParams(to.slice(to.indexOf('?'))).get('client_id'));
  const intro = html`An application${host === undefined ? undefined : html` of <strong>${host}</strong>`}
  wants to use your account. You will see more about it when you have signed in.`;
  return page(intro, `/sign-in?to=${encodeURIComponent(to)}`, failed);
}

function page(intro: Html, action: string, failed: boolean | undefined): string {
  return layout(
    'Sign in',
    html`<h1>Sign in</h1>
      <p>${intro}</p>
      ${failed ? html`<p class="error">The name or the password is wrong.</p>` : undefined}
      <form method="post" action="${action}">
        <label for="account">Name</label>
        <input id="account" name="account" autocomplete="username" required autofocus />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button type="submit">Sign in</button>
      </form>`,
  );
}

function hostOf(clientId: string | null): string | undefined {
  return clientId && URL.canParse(clientId) ? new URL(clientId).hostname : undefined;
}
