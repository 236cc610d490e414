import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import { html, type Html } from './html.js';
import { causeInWords } from './causes.js';
import { reasonInWords } from './reasons.js';
import type { Visit } from '../visit.js';
import { moment } from './times.js';
import { clientLink, number } from './words.js';

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
  'registration.paused': 'Registration paused',
  'registration.resumed': 'Registration resumed',
  'discovery.paused': 'Discovery paused',
  'discovery.resumed': 'Discovery resumed',
};

/** Longer User-Agents are collapsed. */
const MAX_PLAIN_AGENT_LENGTH = 80;

/** @param withClient whether to show the client of each event */
export function eventsTable(visit: Visit, events: readonly DcrAuditEvent[], withClient: boolean): Html {
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
      ${events.map((event) => eventRow(visit, event, withClient))}
    </tbody>
  </table>`;
}

function eventRow(visit: Visit, event: DcrAuditEvent, withClient: boolean): Html {
  return html`<tr>
    <td data-label="When (UTC)" class="when">${moment(event.createdAt)}</td>
    <td data-label="What">
      <span class="badge ${tone(event)}">${EVENTS[event.type] ?? event.type}</span>
      ${event.count > 1 ? html`<span class="times">${number(event.count)} times</span>` : undefined}
    </td>
    ${withClient ? html`<td data-label="Client">${event.clientId ? clientLink(visit, event.clientId) : nothing}</td>` : undefined}
    <td data-label="Who" class="actor">${who(event)}</td>
    <td data-label="Why">${why(event)}</td>
  </tr>`;
}

const nothing = html`<span class="faint">–</span>`;

/** An operator, or the caller's address and User-Agent. */
function who({ actor, ip, userAgent }: DcrAuditEvent): Html {
  if (actor !== null) return html`${actor}`;
  if (ip === null && userAgent === null) return nothing;
  return html`${ip ?? ''} ${userAgent ? agent(userAgent) : undefined}`;
}

/** A long User-Agent is truncated to a few lines, and can be expanded. */
function agent(userAgent: string): Html {
  if (userAgent.length <= MAX_PLAIN_AGENT_LENGTH) return html`<small class="agent">${userAgent}</small>`;
  return html`<details class="agent">
    <summary><small>${userAgent}</small></summary>
  </details>`;
}

function why(event: DcrAuditEvent): Html {
  const { error, description, reason, requested, substituted, changes } = event;
  const cause = documentCause(event);
  if (![error, cause, description, reason, requested, substituted, changes].some(Boolean)) return nothing;
  const words = [cause, description ?? reason].filter(Boolean).join(' ');
  return html`${error ? html`<strong>${reasonInWords(error)}</strong> ` : undefined}
  ${words ? html`<span>${words}</span>` : undefined}
  ${changes ? members(`Changed: ${changes.members.join(', ')}`, changes) : undefined}
  ${requested ? members('Requested', requested) : undefined}
  ${substituted ? members('Substituted', substituted) : undefined}`;
}

/** The answer to a caller does not say why a document cannot be used; only the audit log does. */
function documentCause({ source, cause }: DcrAuditEvent): string | undefined {
  return source === 'cimd' && cause ? `${causeInWords(cause)}.` : undefined;
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
