import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import { html, type Html } from './html.js';
import { caller } from './caller.js';
import { causeInWords } from './causes.js';
import { batches, type EventBatch } from './event-batches.js';
import { ruleLink } from './rules.js';
import { reasonInWords } from './reasons.js';
import type { Visit } from '../visit.js';
import { moment } from './times.js';
import { clientLink, count, hosts, name, number } from './words.js';

export const EVENTS: Record<string, string> = {
  'client.registered': 'Registered',
  'client.rejected': 'Rejected',
  'client.discovered': 'Discovered',
  'client.document_changed': 'Document changed',
  'client.document_failed': 'Document unreachable',
  'client.withdrawn': 'Document withdrawn',
  'client.disabled': 'Disabled',
  'client.enabled': 'Enabled',
  'client.sessions_revoked': 'Sessions revoked',
  'client.deleted': 'Deleted',
  'client.cleaned_up': 'Cleaned up',
  'rule.added': 'Rule added',
  'rule.removed': 'Rule removed',
  'registration.paused': 'Registration paused',
  'registration.resumed': 'Registration resumed',
  'discovery.paused': 'Discovery paused',
  'discovery.resumed': 'Discovery resumed',
};

/** A longer request would make a page of fifty rows very large. */
const MAX_LINKED_REQUEST = 1_000;

const nothing = html`<span class="faint">–</span>`;

/**
 * @param withClient whether to show the client of each event
 * @param folded whether the events of an operation on many clients are one row
 */
export function eventsTable(
  visit: Visit,
  events: readonly DcrAuditEvent[],
  withClient: boolean,
  folded = false,
): Html {
  const rows = folded ? batches(events) : events.map((event) => ({ event, clients: 1 }));
  return html`<table class="cards events">
    <thead>
      <tr>
        <th scope="col">When (UTC)</th>
        <th scope="col">What</th>
        ${withClient ? html`<th scope="col">Client</th>` : undefined}
        <th scope="col">Who</th>
        <th scope="col">Why</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => eventRow(visit, row, withClient))}
    </tbody>
  </table>`;
}

function eventRow(visit: Visit, { event, clients }: EventBatch, withClient: boolean): Html {
  return html`<tr>
    <td data-label="When (UTC)" class="when">${moment(event.createdAt)}</td>
    <td data-label="What">
      <span class="badge ${tone(event)}">${EVENTS[event.type] ?? event.type}</span>
      ${event.count > 1 && clients === 1 ? html`<span class="times">${number(event.count)} times</span>` : undefined}
    </td>
    ${
      withClient
        ? html`<td data-label="Client">
            <div>${clients > 1 ? batchLinks(visit, event, clients) : requestedClient(visit, event)}</div>
          </td>`
        : undefined
    }
    <td data-label="Who" class="actor"><div>${caller(visit, event)}</div></td>
    <td data-label="Why">${why(visit, event, clients > 1)}</td>
  </tr>`;
}

function batchLinks(visit: Visit, { batchId, type }: DcrAuditEvent, clients: number): Html {
  const batch = batchId ?? undefined;
  const undo = { operation: 'enable', which: 'batch', batch };
  return html`<strong>${count(clients, 'client')}</strong> on this page ·
    <a href="${visit.link('audit', { batchId: batch })}">Show each</a>
    ${
      type === 'client.disabled' && !visit.isReadOnly
        ? html`· <a href="${visit.link('bulk', undo)}">Enable these again…</a>`
        : undefined
    }`;
}

/** The client, or the name and the hosts that were asked for. */
function requestedClient(visit: Visit, event: DcrAuditEvent): Html {
  const { clientId, clientName, redirectHosts } = event;
  if (clientId === null && clientName === null && !redirectHosts?.length) return nothing;
  return html`${clientName === null ? undefined : html`<span class="line">${name(clientName)}</span>`}
  ${clientId === null ? undefined : clientLink(visit, clientId)}
  ${redirectHosts?.length ? html`<small>${hosts(redirectHosts)}</small>` : undefined} ${block(visit, event)}`;
}

/** Keeps out who has registered or was refused. */
function block(visit: Visit, { type, clientId, redirectHosts }: DcrAuditEvent): Html | undefined {
  if (visit.isReadOnly) return undefined;
  if (clientId !== null && (type === 'client.registered' || type === 'client.discovered'))
    return html`<a class="cause" href="${visit.linkToClient(clientId, 'block')}">Disable and block…</a>`;
  const host = type === 'client.rejected' ? redirectHosts?.map(toHostname).find(isBlockable) : undefined;
  if (host === undefined) return undefined;
  return html`<small>${ruleLink(visit, { kind: 'redirectHost', value: host }, `Block ${host}…`)}</small>`;
}

/** Without a port, and without the brackets of IPv6. */
function toHostname(authority: string): string {
  return authority.replace(/:\d*$/, '').toLowerCase();
}

/** Never a loopback host, which clients of every kind use; and only what can be the host of a rule. */
function isBlockable(host: string): boolean {
  return /^[a-z\d-]+(?:\.[a-z\d-]+)+$/.test(host) && !/^127\.|\.localhost$/.test(host);
}

function why(visit: Visit, event: DcrAuditEvent, isBatch: boolean): Html {
  const { error, description, reason, requested, substituted, changes } = event;
  const cause = causeLink(visit, event);
  const words = isBatch ? (reason ?? description) : (description ?? reason);
  if (![error, cause, words, requested, substituted, changes].some(Boolean)) return nothing;
  return html`${error ? html`<a href="${visit.link('audit', { error })}"><strong>${reasonInWords(error)}</strong></a> ` : undefined}
  ${cause} ${words ? html`<span>${words}</span>` : undefined}
  ${description && reason && !isBatch ? html`<small>${reason}</small>` : undefined}
  ${changes ? members(`Changed: ${changes.members.join(', ')}`, changes) : undefined}
  ${requested ? members('Requested', requested) : undefined} ${again(visit, event)}
  ${substituted ? members('Substituted', substituted) : undefined}`;
}

/** What would happen to the same request now. The log has cut very long values, which then stand for themselves. */
function again(visit: Visit, { type, source, requested, ip }: DcrAuditEvent): Html | undefined {
  if (type !== 'client.rejected' || source === 'cimd' || !requested) return undefined;
  const request = JSON.stringify(requested);
  if (request.length > MAX_LINKED_REQUEST) return undefined;
  return html`<a class="cause" href="${visit.link('explain', { request, ip: ip ?? undefined })}"
    >And now?</a
  >`;
}

/** The answer to a caller does not say why a document cannot be used; only the audit log does. */
function causeLink(visit: Visit, { source, cause }: DcrAuditEvent): Html | undefined {
  if (!cause) return undefined;
  const words = source === 'cimd' ? `${causeInWords(cause)}.` : cause;
  return html`<a class="cause" href="${visit.link('audit', { cause })}">${words}</a>`;
}

function members(title: string, value: object): Html {
  return html`<details>
    <summary>${title}</summary>
    <pre tabindex="0">${JSON.stringify(value, undefined, 2)}</pre>
  </details>`;
}

function tone({ type, outcome }: DcrAuditEvent): string {
  if (outcome === 'rejected' || type === 'client.disabled' || type === 'client.deleted') return 'disabled';
  if (type === 'client.withdrawn' || type.endsWith('.paused')) return 'disabled';
  if (type === 'client.document_failed') return 'pending';
  return outcome === 'accepted' || type === 'client.enabled' || type.endsWith('.resumed') ? 'active' : '';
}
