import type { ClientDetails, DcrClientDocument, DcrRejectionCause, RefreshResult } from 'nestjs-dcr';
import { html, type Html } from '../../html/html.js';
import { causeInWords } from '../parts/causes.js';
import { documentBadge, documentHost, expiry, lastFailure } from '../parts/document-state.js';
import { csrfField } from '../parts/form.js';
import { ago, utc } from '../parts/times.js';
import { clientPath } from '../requests/link.js';
import type { Visit } from '../sign-in/visit.js';

const OUTCOMES: Record<RefreshResult['outcome'], string> = {
  unchanged: 'the document is unchanged',
  changed: 'the document has changed, and the client with it',
  withdrawn: 'withdrawn: new authorizations are refused, sessions go on',
  unreachable: 'the document is unreachable, so its stored copy stays',
};

/** What is known of the metadata document of a client, with a button that reads it now. */
export function documentCard(visit: Visit, { client, document }: ClientDetails): Html | undefined {
  if (!document) return undefined;
  return html`<section class="card" aria-labelledby="document">
    <h2 id="document">Metadata document ${documentBadge(document)}</h2>
    <dl>
      <dt>Host</dt>
      <dd>${documentHost(client)}</dd>
      <dt>Fetched</dt>
      <dd>${ago(document.fetchedAt)}${expiry(document)}</dd>
      <dt>Last failure</dt>
      <dd>${lastFailure(document) ?? html`<span class="faint">none since it was fetched</span>`}</dd>
      ${withdrawal(document)}
      <dt>Hash</dt>
      <dd><code>${document.hash}</code></dd>
    </dl>
    <form method="post" action="${clientPath(client.clientId, 'refresh')}">
      ${csrfField(visit)}
      <button class="quiet">Refresh now</button>
    </form>
  </section>`;
}

function withdrawal({ withdrawnAt }: DcrClientDocument): Html | undefined {
  if (!withdrawnAt) return undefined;
  return html`<dt>Withdrawn</dt>
    <dd>
      ${ago(withdrawnAt)} (${utc(withdrawnAt)}). New authorizations are refused until the document is valid
      again; sessions go on.
    </dd>`;
}

/** The outcome of a refresh, in words. */
export function refreshed(outcome: RefreshResult['outcome'], cause?: DcrRejectionCause): string {
  return `${OUTCOMES[outcome]}.${cause ? ` ${causeInWords(cause)}.` : ''}`;
}
