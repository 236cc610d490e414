import type { ClientDetails } from '../../admin/client-details.reader.js';
import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import type { DcrClient } from '../../clients/client.entity.js';
import type { Page } from '../../admin/page.js';
import type { DcrSession } from '../../sessions/session.entity.js';
import { sessionsTable } from '../parts/sessions.js';
import { html, type Html } from '../parts/html.js';
import { type Operation, OPERATIONS } from '../operations.js';
import { eventsTable } from '../parts/events.js';
import { ago, utc } from '../parts/times.js';
import { count, name, number, statusBadge } from '../parts/words.js';
import type { Visit } from '../visit.js';
import { documentCard } from './client-document.js';
import { registered, substitutions } from './client-metadata.js';

/**
 * @param registration the audit event of its registration or discovery, if it has not expired
 * @param sessions the newest open ones
 */
export function clientPage(
  visit: Visit,
  details: ClientDetails,
  registration: DcrAuditEvent | undefined,
  sessions: Page<DcrSession>,
): Html {
  const { client: shown, recentEvents } = details;
  return html`<header class="title">
      <div>
        <h1>${name(shown.clientName)} ${statusBadge(shown)}</h1>
        <p><code>${shown.clientId}</code></p>
      </div>
      <div class="buttons">
        ${visit.isReadOnly ? undefined : html`<a class="button quiet danger" href="${visit.linkToClient(shown.clientId, 'block')}">Disable and block…</a>`}
        ${operationsFor(visit, shown).map((each) => operationLink(visit, shown, each))}
      </div>
    </header>
    ${
      shown.disabledReason
        ? html`<p class="notice">
            ${shown.status === 'pending' ? 'Waiting for approval' : 'Disabled'}: ${shown.disabledReason}
          </p>`
        : undefined
    }
    ${facts(visit, details)}
    <div class="columns">
      ${registered(shown)}
      <div class="stack">${documentCard(visit, details)} ${substitutions(registration)}</div>
    </div>
    ${openSessions(visit, shown, sessions)}
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      ${
        recentEvents.length === 0
          ? html`<p class="empty">The audit log has no events of this client.</p>`
          : eventsTable(visit, recentEvents, false)
      }
      <p><a href="${visit.link('audit', { clientId: shown.clientId })}">All events of this client</a></p>
    </section>`;
}

function openSessions(visit: Visit, { clientId }: DcrClient, { items, nextCursor }: Page<DcrSession>): Html {
  const all = visit.link('sessions', { clientId });
  return html`<section aria-labelledby="sessions">
    <h2 id="sessions">${nextCursor ? `The newest ${items.length} open sessions` : 'Open sessions'}</h2>
    ${items.length === 0 ? html`<p class="empty">Nobody uses this client now.</p>` : sessionsTable(visit, items, false)}
    <p><a href="${all}">All sessions of this client</a></p>
  </section>`;
}

function operationsFor({ isReadOnly }: Visit, { status }: DcrClient): Operation[] {
  if (isReadOnly) return [];
  return status === 'active' ? ['disable', 'revoke', 'delete'] : ['enable', 'delete'];
}

function operationLink(visit: Visit, { clientId, status }: DcrClient, operation: Operation): Html {
  const title = operation === 'enable' && status === 'pending' ? 'Approve' : OPERATIONS[operation].title;
  const look = operation === 'delete' ? 'button quiet danger' : 'button quiet';
  return html`<a class="${look}" href="${visit.linkToClient(clientId, operation)}">${title}…</a>`;
}

function facts(visit: Visit, { client: shown, sessions, similarClients }: ClientDetails): Html {
  return html`<ul class="tiles facts">
    ${fact(shown.source === 'cimd' ? 'Discovered' : 'Registered', ago(shown.createdAt), utc(shown.createdAt))}
    ${fact('Last used', ago(shown.lastUsedAt), shown.lastUsedAt ? utc(shown.lastUsedAt) : '')}
    ${fact('Open sessions', number(sessions.active), `${number(sessions.total)} including ended ones`)}
    ${fact(
      'Similar clients',
      number(similarClients),
      similarClients > 0
        ? similarLinks(visit, shown.clientId, similarClients)
        : 'same redirect URIs and software',
    )}
  </ul>`;
}

function fact(title: string, value: Html | string, more: Html | string): Html {
  return html`<li>
    <div><span>${title}</span><strong>${value}</strong><small>${more}</small></div>
  </li>`;
}

function similarLinks(visit: Visit, clientId: string, copies: number): Html {
  const bulk = { which: 'all', operation: 'disable', similarTo: clientId };
  return html`<a href="${visit.link('clients', { similarTo: clientId })}">Show</a> ·
    <a href="${visit.link('bulk', bulk)}">Disable all ${count(copies + 1, 'copy', 'copies')}…</a>`;
}
