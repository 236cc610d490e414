import type { ClientPage } from '../../admin/client-listing.service.js';
import type { DcrClient } from '../../clients/client.entity.js';
import { html, type Html } from '../parts/html.js';
import { changeForm, reasonField } from '../parts/form.js';
import { pager } from '../parts/pager.js';
import { ago } from '../parts/times.js';
import { count, hosts, name } from '../parts/words.js';
import type { Visit } from '../visit.js';

/** The clients that wait for approval, oldest first. */
export function pendingPage(visit: Visit, cursor: string | undefined, page: ClientPage): Html {
  const { items, counts, nextCursor } = page;
  return html`<h1>Pending</h1>
    ${
      items.length === 0
        ? html`<p class="empty">No client is waiting for approval.</p>`
        : html`<p>
              ${count(counts.pending, 'client')}. A pending client cannot be used until an operator approves
              it.
            </p>
            <ul class="plain queue">
              ${items.map((client) => entry(visit, client))}
            </ul>`
    }
    ${pager(visit, 'pending', { cursor }, nextCursor)}`;
}

function entry(visit: Visit, client: DcrClient): Html {
  const { clientId } = client;
  const form = `pending/${encodeURIComponent(clientId)}`;
  return html`<li class="card">
    <h2><a href="${visit.linkToClient(clientId)}">${name(client.clientName)}</a></h2>
    <p class="why">${client.disabledReason ?? ''}</p>
    <dl>
      <dt>Redirects to</dt>
      <dd>${hosts(client.redirectHosts, 5)}</dd>
      <dt>${client.source === 'cimd' ? 'Discovered' : 'Registered'}</dt>
      <dd>${ago(client.createdAt)}</dd>
      <dt>Client ID</dt>
      <dd><code>${clientId}</code></dd>
    </dl>
    ${changeForm(
      visit,
      form,
      html`${reasonField(visit, form, `reason-${clientId}`)}
        <div class="buttons">
          <button name="decision" value="approve">Approve</button>
          <button name="decision" value="reject" class="quiet danger">Reject</button>
          <a class="button quiet danger" href="${visit.linkToClient(clientId, 'block')}">Reject and block…</a>
        </div>`,
    )}
  </li>`;
}
