import type { Page } from '../../admin/page.js';
import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import { REJECTION_CAUSES } from '../../errors/rejection-cause.js';
import { html, type Html } from '../parts/html.js';
import { EVENTS, eventsTable } from '../parts/events.js';
import { choice, field, hidden, textField } from '../parts/form.js';
import { pager } from '../parts/pager.js';
import { ERRORS, reasonInWords } from '../parts/reasons.js';
import { refreshChoice } from '../parts/refresh.js';
import { moment } from '../parts/times.js';
import { AUDIT_FIELDS, type AuditView } from '../requests/audit-view.js';
import type { Visit } from '../visit.js';

const OUTCOMES = [
  ['', 'Any'],
  ['accepted', 'Accepted'],
  ['rejected', 'Rejected'],
] as const;

/** @param since if the search was limited to events from then on */
export function auditPage(
  visit: Visit,
  view: AuditView,
  { items, nextCursor }: Page<DcrAuditEvent>,
  since: Date | undefined,
): Html {
  const exported = { ...view, period: undefined, cursor: undefined, refresh: undefined };
  return html`<header class="title">
      <h1>Audit</h1>
      <div class="buttons">
        ${refreshChoice(view.refresh, (refresh) => visit.link('audit', { ...view, refresh }))}
        <a class="button quiet" href="${visit.link('explain')}">Why was it refused?</a>
        <a class="button quiet" href="${visit.link('audit.csv', exported)}" download>Export as CSV</a>
        <a class="button quiet" href="${visit.link('audit.jsonl', exported)}" download>JSON Lines</a>
      </div>
    </header>
    ${view.batchId ? batchNotice(visit, view.batchId) : undefined} ${filter(visit, view)}
    ${since ? limitNotice(visit, view, since) : undefined}
    ${
      items.length === 0
        ? html`<p class="empty">No event matches. <a href="${visit.link('audit')}">Show all</a></p>`
        : eventsTable(visit, items, true, !view.batchId)
    }
    ${pager(visit, 'audit', view, nextCursor)}`;
}

function limitNotice(visit: Visit, view: AuditView, since: Date): Html {
  return html`<p class="faint">
    The search covers events since ${moment(since)} UTC.
    <a href="${visit.link('audit', { ...view, period: 'all', cursor: undefined })}">Search all events</a>
  </p>`;
}

function batchNotice(visit: Visit, batch: string): Html {
  const undo = { operation: 'enable', which: 'batch', batch };
  return html`<p class="notice">
    The events of one operation on several clients, or of one sweep.
    ${
      visit.isReadOnly
        ? undefined
        : html`<a href="${visit.link('bulk', undo)}">Enable the clients that it disabled…</a> ·`
    }
    <a href="${visit.link('audit')}">Show all events</a>
  </p>`;
}

function filter(visit: Visit, view: AuditView): Html {
  const types = [['', 'Any'], ...Object.entries(EVENTS)] as [string, string][];
  const errors = [['', 'Any'], ...ERRORS.map((error) => [error, reasonInWords(error)])] as [string, string][];
  const causes = [['', 'Any'], ...REJECTION_CAUSES.map((cause) => [cause, cause])] as [string, string][];
  return html`<form class="filter" method="get" action="${visit.link('audit')}" role="search">
    ${textField('Name, host, address or agent', 'search', view.search, 'search')}
    ${choice('Outcome', 'outcome', OUTCOMES, view.outcome)} ${choice('Event', 'type', types, view.type)}
    ${choice('Error', 'error', errors, view.error)} ${choice('Cause', 'cause', causes, view.cause)}
    ${textField('IP address', 'ip', view.ip)} ${textField('Operator', 'actor', view.actor)}
    ${textField('Client ID', 'clientId', view.clientId)} ${time('From (UTC)', 'from', view.from)}
    ${time('Until (UTC)', 'to', view.to)}
    ${(['batchId', 'period', 'refresh'] as const).map((name) => (view[name] ? hidden(name, view[name]) : undefined))}
    <div class="buttons">
      <button>Apply</button>
      ${
        AUDIT_FIELDS.some((name) => view[name])
          ? html`<a class="button quiet" href="${visit.link('audit')}">Clear</a>`
          : undefined
      }
    </div>
  </form>`;
}

function time(label: string, name: string, value = ''): Html {
  return field(
    label,
    name,
    html`<input id="${name}" name="${name}" type="datetime-local" value="${value}" />`,
  );
}
