import type { DcrClientDocument } from '../../cimd/client-document.entity.js';
import { html, type Html } from './html.js';
import { causeInWords } from './causes.js';
import { ago, ahead } from './times.js';
import { count } from './words.js';

/** The host of a document, which is all that is proven about its client. */
export function documentHost({ clientId }: { clientId: string }): string {
  return new URL(clientId).hostname;
}

export function documentBadge({ withdrawnAt, expiresAt }: DcrClientDocument): Html {
  if (withdrawnAt) return html`<span class="badge disabled">Withdrawn</span>`;
  return expiresAt.getTime() > Date.now()
    ? html`<span class="badge active">Fresh</span>`
    : html`<span class="badge pending">Expired</span>`;
}

/** How long the stored copy is used; a withdrawn document is asked for at the next use. */
export function expiry({ expiresAt, withdrawnAt }: DcrClientDocument): Html | undefined {
  if (withdrawnAt) return undefined;
  return expiresAt.getTime() > Date.now()
    ? html`, expires ${ahead(expiresAt)}`
    : html`, expired ${ago(expiresAt)}`;
}

/** `undefined` after a fetch that succeeded. */
export function lastFailure({ failedAt, failures, lastReason }: DcrClientDocument): Html | undefined {
  if (!failedAt || !lastReason) return undefined;
  return html`${ago(failedAt)}:
  ${causeInWords(lastReason)}${failures > 1 ? `, ${count(failures, 'time')} in a row` : ''}`;
}
