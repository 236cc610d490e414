import { html, type Html } from '../../html/html.js';
import { layout } from './layout.js';

export interface ConsentPage {
  uid: string;
  accountName: string;
  clientName: string;
  registeredAt: Date;
  /** The redirect URI of this request. */
  redirectUri: string;
  /** All registered redirect URIs. */
  redirectUris: readonly string[];
  /** The requested permissions, in words. */
  permissions: readonly string[];
}

/** Anyone can register under any name: the page says so, and shows the redirect URI, which identifies the client. */
export function consentPage(page: ConsentPage): string {
  const others = new Set(page.redirectUris.map(place));
  others.delete(place(page.redirectUri));
  return layout(
    'Allow access?',
    html`<h1>Allow “${page.clientName}” to use your account?</h1>
      <p class="warning">
        The application gave itself this name, <strong>nobody has verified it</strong>. It registered itself
        on ${page.registeredAt.toISOString().slice(0, 10)}. Continue only if you have just started it
        yourself.
      </p>
      <p>You are signed in as <strong>${page.accountName}</strong>. The application will be able to:</p>
      <ul>
        ${page.permissions.map((permission) => html`<li>${permission}</li>`)}
      </ul>
      <p>You will be sent to <strong>${place(page.redirectUri)}</strong>.</p>
      ${others.size > 0 ? otherPlaces([...others]) : undefined}
      <form method="post" action="/interaction/${page.uid}/consent">
        <button type="submit" name="decision" value="allow">Allow</button>
        <button type="submit" name="decision" value="deny" class="quiet">Deny</button>
      </form>`,
  );
}

function otherPlaces(places: string[]): Html {
  return html`<p>It may also send you to:</p>
    <ul>
      ${places.map((each) => html`<li>${each}</li>`)}
    </ul>`;
}

/** The part of a redirect URI that a user can judge. */
function place(redirectUri: string): string {
  const { protocol, hostname } = new URL(redirectUri);
  if (protocol === 'https:') return hostname;
  if (protocol === 'http:') return `a program on this computer (${hostname})`;
  return `the program that opens ${protocol} links`;
}
