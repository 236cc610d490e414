import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import { eventsTable } from '../parts/events.js';
import { html, type Html } from '../parts/html.js';
import { ago, utc } from '../parts/times.js';
import { hosts, name } from '../parts/words.js';
import type { Visit } from '../visit.js';

/** What the audit log still knows of a client that was removed. @param events newest first, at least one */
export function removedClientPage(visit: Visit, clientId: string, events: readonly DcrAuditEvent[]): Html {
  const named = events.find(({ clientName }) => clientName !== null);
  const redirected = events.find(({ redirectHosts }) => redirectHosts !== null);
  const removal = events.find(({ type }) => type === 'client.deleted' || type === 'client.cleaned_up');
  return html`<header class="title">
      <div>
        <h1>
          ${named ? name(named.clientName!) : 'A client'}
          <span class="badge disabled">Removed</span>
        </h1>
        <p><code>${clientId}</code></p>
      </div>
    </header>
    <section class="card narrow">
      <p>
        This client is no longer registered. Here is what its events say; they are kept as long as the audit
        log.
      </p>
      <dl>
        ${redirected ? row('Redirected to', hosts(redirected.redirectHosts!, 10)) : undefined}
        ${
          removal
            ? row(
                removal.type === 'client.deleted' ? 'Deleted' : 'Cleaned up',
                html`${ago(removal.createdAt)} (${utc(removal.createdAt)})`,
              )
            : undefined
        }
        ${removal?.actor ? row('By', html`${removal.actor}`) : undefined}
        ${removal?.reason ? row('Reason', html`${removal.reason}`) : undefined}
      </dl>
    </section>
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      ${eventsTable(visit, events, false)}
      <p><a href="${visit.link('audit', { clientId })}">All events of this client</a></p>
    </section>`;
}

function row(title: string, value: Html): Html {
  return html`<dt>${title}</dt>
    <dd>${value}</dd>`;
}
