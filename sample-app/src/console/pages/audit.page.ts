import type { DcrAuditEvent, Page } from 'nestjs-dcr';
import { html, type Html } from '../../html/html.js';
import { EVENTS, eventsTable } from '../parts/events.js';
import { choice, field, textField } from '../parts/form.js';
import { pager } from '../parts/pager.js';
import { ERRORS, reasonInWords } from '../parts/reasons.js';
import { AUDIT_FIELDS, type AuditView } from '../requests/audit-view.js';
import { link } from '../requests/link.js';

const OUTCOMES = [
  ['', 'Any'],
  ['accepted', 'Accepted'],
  ['rejected', 'Rejected'],
] as const;

export function auditPage(view: AuditView, { items, nextCursor }: Page<DcrAuditEvent>): Html {
  const csv = link('/admin/audit.csv', { ...view, cursor: undefined });
  return html`<header class="title">
      <h1>Audit</h1>
      <a class="button quiet" href="${csv}" download>Export as CSV</a>
    </header>
    ${filter(view)}
    ${
      items.length === 0
        ? html`<p class="empty">No event matches. <a href="/admin/audit">Show all</a></p>`
        : eventsTable(items, true)
    }
    ${pager('/admin/audit', view, nextCursor)}`;
}

function filter(view: AuditView): Html {
  const types = [['', 'Any'], ...Object.entries(EVENTS)] as [string, string][];
  const errors = [['', 'Any'], ...ERRORS.map((error) => [error, reasonInWords(error)])] as [string, string][];
  return html`<form class="filter" method="get" action="/admin/audit" role="search">
    ${choice('Outcome', 'outcome', OUTCOMES, view.outcome)} ${choice('Event', 'type', types, view.type)}
    ${choice('Error', 'error', errors, view.error)} ${textField('IP address', 'ip', view.ip)}
    ${textField('Client ID', 'clientId', view.clientId)} ${time('From (UTC)', 'from', view.from)}
    ${time('Until (UTC)', 'to', view.to)}
    <div class="buttons">
      <button>Apply</button>
      ${
        AUDIT_FIELDS.some((name) => view[name])
          ? html`<a class="button quiet" href="/admin/audit">Clear</a>`
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
