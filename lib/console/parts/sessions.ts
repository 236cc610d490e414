import type { DcrSession } from '../../sessions/session.entity.js';
import { html, type Html } from './html.js';
import type { Visit } from '../visit.js';
import { ago, ahead } from './times.js';
import { clientLink } from './words.js';

/** @param withClient whether to show the client of each session */
export function sessionsTable(visit: Visit, sessions: readonly DcrSession[], withClient: boolean): Html {
  return html`<table class="cards sessions">
    <thead>
      <tr>
        <th scope="col">User</th>
        ${withClient ? html`<th scope="col">Client</th>` : undefined}
        <th scope="col">Opened</th>
        <th scope="col">Last used</th>
        <th scope="col">State</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${sessions.map((session) => sessionRow(visit, session, withClient))}
    </tbody>
  </table>`;
}

function sessionRow(visit: Visit, session: DcrSession, withClient: boolean): Html {
  const { id, clientId, subject, createdAt, lastUsedAt } = session;
  const canEnd = isOpen(session) && !visit.isReadOnly;
  return html`<tr>
    <th scope="row"><a href="${visit.link('sessions', { subject })}">${subject}</a></th>
    ${withClient ? html`<td data-label="Client">${clientLink(visit, clientId)}</td>` : undefined}
    <td data-label="Opened">${ago(createdAt)}</td>
    <td data-label="Last used">${ago(lastUsedAt ?? createdAt)}</td>
    <td data-label="State"><div>${state(session)}</div></td>
    <td class="right">
      ${canEnd ? html`<a href="${visit.link(`sessions/${encodeURIComponent(id)}/revoke`, { clientId })}">End…</a>` : undefined}
    </td>
  </tr>`;
}

function isOpen({ closedAt, revokedAt, expiresAt }: DcrSession): boolean {
  return !closedAt && !revokedAt && !(expiresAt && expiresAt.getTime() <= Date.now());
}

function state(session: DcrSession): Html {
  const { revokedAt, revocationState, closedAt, expiresAt } = session;
  if (revokedAt) {
    const failure = revocationState === 'failed' ? ', its tokens not yet: retried every minute' : '';
    return html`<span class="badge disabled">Revoked</span> ${ago(revokedAt)}${failure}`;
  }
  if (closedAt) return html`<span class="badge">Closed</span> ${ago(closedAt)}`;
  if (!isOpen(session)) return html`<span class="badge">Expired</span> ${ago(expiresAt)}`;
  return html`<span class="badge active">Open</span>
    ${expiresAt ? html`ends ${ahead(expiresAt)}` : undefined}`;
}
