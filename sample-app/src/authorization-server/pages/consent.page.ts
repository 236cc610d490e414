import { html, type Html } from '../../html/html.js';
import { isLoopback } from '../loopback.js';
import { layout } from './layout.js';

export interface ConsentPage {
  uid: string;
  accountName: string;
  clientName: string;
  /** The host of the client's metadata document; `undefined` for a client that registered. */
  host: string | undefined;
  registeredAt: Date;
  /** Whether an operator has registered it. */
  isPreregistered: boolean;
  /** The redirect URI of this request. */
  redirectUri: string;
  /** All registered redirect URIs. */
  redirectUris: readonly string[];
  /** The requested permissions, in words. */
  permissions: readonly string[];
}

/** Anyone can choose any name: the page says so, and shows what identifies the client: its host, and the redirect URI. */
export function consentPage(page: ConsentPage): string {
  const others = new Set(page.redirectUris.map(place));
  others.delete(place(page.redirectUri));
  return layout(
    'Allow access?',
    html`${page.host === undefined ? registered(page) : documented(page, page.host)}
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

function registered({ clientName, registeredAt, isPreregistered }: ConsentPage): Html {
  const day = registeredAt.toISOString().slice(0, 10);
  if (isPreregistered) {
    return html`<h1>Allow “${clientName}” to use your account?</h1>
      <p class="warning">
        An operator of this server registered it on ${day}. Continue only if you have just started it
        yourself.
      </p>`;
  }
  return html`<h1>Allow “${clientName}” to use your account?</h1>
    <p class="warning">
      The application gave itself this name, <strong>nobody has verified it</strong>. It registered itself on
      ${day}. Continue only if you have just started it yourself.
    </p>`;
}

/** The logo in the document is not shown: loading it would tell its host who is here. */
function documented({ clientName, redirectUri }: ConsentPage, host: string): Html {
  return html`<p class="host">${host}</p>
    <h1>Allow its application to use your account?</h1>
    <p class="warning">
      The application calls itself <strong>“${clientName}”</strong>, but
      <strong>nobody has verified this name</strong>. Continue only if you trust ${host}, and have just
      started the application yourself.
    </p>
    ${isLoopback(redirectUri) ? localOnly() : undefined}`;
}

function localOnly(): Html {
  return html`<p class="warning">
    The application runs on this computer, where <strong>any program can pretend to be it</strong>. If you
    have not just started it yourself, deny access.
  </p>`;
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
