import type { ClientDetails } from '../../admin/client-details.reader.js';
import type { DcrClientDocument } from '../../cimd/client-document.entity.js';
import type { RefreshResult } from '../../cimd/document.refresher.js';
import type { DcrRejectionCause } from '../../errors/index.js';
import { html, type Html } from '../parts/html.js';
import { causeInWords } from '../parts/causes.js';
import { documentBadge, documentHost, expiry, lastFailure } from '../parts/document-state.js';
import { changeForm } from '../parts/form.js';
import { ago, utc } from '../parts/times.js';
import { clientPath } from '../requests/link.js';
import type { Visit } from '../visit.js';

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
    ${changeForm(visit, clientPath(client.clientId, 'refresh'), html`<button class="quiet">Refresh now</button>`)}
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
