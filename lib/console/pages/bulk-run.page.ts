import type { BulkResult } from '../../admin/bulk.service.js';
import type { Page } from '../../admin/page.js';
import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import type { BulkRun } from '../bulk.runs.js';
import { html, type Html } from '../parts/html.js';
import { ago } from '../parts/times.js';
import { count } from '../parts/words.js';
import type { Visit } from '../visit.js';

/** An operation of this process that takes longer than its request. */
export function bulkRunPage(visit: Visit, run: BulkRun): Html {
  const audit = html`<a href="${visit.link('audit', { actor: visit.actor })}">the audit</a>`;
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

/** An operation that another process runs or ran, as far as its audit events tell. */
export function runElsewherePage(
  visit: Visit,
  batchId: string,
  { items, nextCursor }: Page<DcrAuditEvent>,
): Html {
  const [latest] = items;
  const changed = `${count(items.length, 'event')}${nextCursor === undefined ? '' : ' or more'}`;
  return html`<h1>An operation</h1>
    <p class="card narrow" role="status">
      ${
        latest
          ? html`Another process runs it, or ran it. In the audit:
              <a href="${visit.link('audit', { batchId })}">${changed}</a>, the latest
              ${ago(latest.createdAt)}.`
          : 'This process does not know the operation, and nothing that it changed is in the audit.'
      }
    </p>`;
}

export function resultInWords({ matched, changed, revokedSessions, subjects, failed }: BulkResult): string {
  const done = `${count(matched, 'client')} matched, ${count(changed, 'client')} changed, ${count(revokedSessions, 'session')} of ${count(subjects, 'person', 'people')} revoked`;
  return failed > 0 ? `${done}; ${count(failed, 'client')} failed, try again.` : `${done}.`;
}
