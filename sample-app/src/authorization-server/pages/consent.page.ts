import { html, type Html } from '../../html/html.js';
import { layout } from './layout.js';

export interface ConsentPage {
  uid: string;
  accountName: string;
  clientName: string;
  registeredAt: Date;
  /** Where this request will lead. */
  redirectUri: string;
  /** Everywhere the application may ever be sent. */
  redirectUris: readonly string[];
  /** What the application asks for, in words. */
  permissions: readonly string[];
}

/** Anyone may register under any name: the page says so, and shows the one thing that cannot be made up. */
export function consentPage(page: ConsentPage): string {
  const others = new Set(page.redirectUris.map(place));
  others.delete(place(page.redirectUri));
  return layout(
    'Allow access?',
    html`<h1>Allow “${page.clientName}” to use your account?</h1>
      <p class="warning">
        The application gave itself this name, <strong>nobody has verified it</strong>. It registered itself
        on ${page.registeredAt.toISOString().slice(0, 10)}. Go on only if you have just started it yourself.
      </p>
      <p>You are signed in as <strong>${page.accountName}</strong>. The application will be able to:</p>
      <ul>
        ${page.permissions.map((permission) => html`<li>${permission}</li>`)}
      </ul>
      <p>You will be sent on to <strong>${place(page.redirectUri)}</strong>.</p>
      ${others.size > 0 ? otherPlaces([...others]) : undefined}
      <form method="post" action="/interaction/${page.uid}/consent">
        <button type="submit" name="decision" value="allow">Allow</button>
        <button type="submit" name="decision" value="deny" class="quiet">Deny</button>
      </form>`,
  );
}

function otherPlaces(places: string[]): Html {
  return html`<p>It may also be reached at:</p>
    <ul>
      ${places.map((each) => html`<li>${each}</li>`)}
    </ul>`;
}

/** What a person can judge of a redirect URI. */
function place(redirectUri: string): string {
  const { protocol, hostname } = new URL(redirectUri);
  if (protocol === 'https:') return hostname;
  if (protocol === 'http:') return `a program on this computer (${hostname})`;
  return `the program that opens ${protocol} links`;
}
