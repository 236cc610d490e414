import type { BulkResult } from '../../admin/bulk.service.js';
import type { BulkRun } from '../bulk.runs.js';
import { html, type Html } from '../parts/html.js';
import { ago } from '../parts/times.js';
import { count } from '../parts/words.js';
import type { Visit } from '../visit.js';

/** An operation that takes longer than its request. @param run `undefined` if this process does not know it */
export function bulkRunPage(visit: Visit, run: BulkRun | undefined): Html {
  const audit = html`<a href="${visit.link('audit', { actor: visit.actor })}">the audit</a>`;
  if (!run)
    return html`<h1>An operation</h1>
      <p class="card narrow">
        This process does not know the operation: another one runs it, or it ended long ago. Its events are in
        ${audit}.
      </p>`;
  const { title, startedAt, endedAt, soFar, result, hasFailed } = run;
  return html`<h1>
      ${title}
      ${
        hasFailed
          ? html`<span class="badge disabled">Failed</span>`
          : endedAt
            ? html`<span class="badge active">Done</span>`
            : html`<span class="badge pending">Running</span>`
      }
    </h1>
    <section class="card narrow">
      <p role="status">
        Started ${ago(startedAt)}.
        ${
          hasFailed
            ? 'It failed before its end. It is safe to repeat.'
            : result
              ? resultInWords(result)
              : `${soFar ? `So far: ${resultInWords(soFar)} ` : ''}You may leave this page: the operation goes on. This page is loaded again until it has ended.`
        }
      </p>
      <p>
        ${soFar ? html`<a href="${visit.link('audit', { batchId: soFar.batchId })}">Its events in the audit</a>` : html`Its events appear in ${audit}.`}
      </p>
    </section>`;
}

export function resultInWords({ matched, changed, revokedSessions, subjects, failed }: BulkResult): string {
  const done = `${count(matched, 'client')} matched, ${count(changed, 'client')} changed, ${count(revokedSessions, 'session')} of ${count(subjects, 'person', 'people')} revoked`;
  return failed > 0 ? `${done}; ${count(failed, 'client')} failed, try again.` : `${done}.`;
}
