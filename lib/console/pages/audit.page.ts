import type { Visit } from '../visit.js';
import type { Page } from '../../admin/page.js';
import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import { html, type Html } from '../parts/html.js';
import { EVENTS, eventsTable } from '../parts/events.js';
import { choice, field, textField } from '../parts/form.js';
import { pager } from '../parts/pager.js';
import { ERRORS, reasonInWords } from '../parts/reasons.js';
import { AUDIT_FIELDS, type AuditView } from '../requests/audit-view.js';

const OUTCOMES = [
  ['', 'Any'],
  ['accepted', 'Accepted'],
  ['rejected', 'Rejected'],
] as const;

export function auditPage(visit: Visit, view: AuditView, { items, nextCursor }: Page<DcrAuditEvent>): Html {
  const csv = visit.link('audit.csv', { ...view, cursor: undefined });
  return html`<header class="title">
      <h1>Audit</h1>
      <a class="button quiet" href="${csv}" download>Export as CSV</a>
    </header>
    ${filter(visit, view)}
    ${
      items.length === 0
        ? html`<p class="empty">No event matches. <a href="${visit.link('audit')}">Show all</a></p>`
        : eventsTable(visit, items, true)
    }
    ${pager(visit, 'audit', view, nextCursor)}`;
}

function filter(visit: Visit, view: AuditView): Html {
  const types = [['', 'Any'], ...Object.entries(EVENTS)] as [string, string][];
  const errors = [['', 'Any'], ...ERRORS.map((error) => [error, reasonInWords(error)])] as [string, string][];
  return html`<form class="filter" method="get" action="${visit.link('audit')}" role="search">
    ${choice('Outcome', 'outcome', OUTCOMES, view.outcome)} ${choice('Event', 'type', types, view.type)}
    ${choice('Error', 'error', errors, view.error)} ${textField('IP address', 'ip', view.ip)}
    ${textField('Client ID', 'clientId', view.clientId)} ${time('From (UTC)', 'from', view.from)}
    ${time('Until (UTC)', 'to', view.to)}
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
