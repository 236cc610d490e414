import type { Page } from '../../admin/page.js';
import type { DcrSession } from '../../sessions/session.entity.js';
import { changeForm, choice, hidden, reasonField, textField } from '../parts/form.js';
import { html, type Html } from '../parts/html.js';
import { pager } from '../parts/pager.js';
import { sessionsTable } from '../parts/sessions.js';
import { clientLink } from '../parts/words.js';
import { SESSION_FIELDS, type SessionsView } from '../requests/sessions-view.js';
import type { Visit } from '../visit.js';

const STATES = [
  ['', 'Any'],
  ['open', 'Open'],
  ['ended', 'Ended'],
] as const;

/** Who uses which client. With a user, it is the list of that user's clients. */
export function sessionsPage(
  visit: Visit,
  view: SessionsView,
  { items, nextCursor }: Page<DcrSession>,
): Html {
  return html`<h1>${view.subject ? html`Clients of <bdi>${view.subject}</bdi>` : 'Sessions'}</h1>
    <form class="filter" method="get" action="${visit.link('sessions')}" role="search">
      ${textField('User', 'subject', view.subject)} ${textField('Client ID', 'clientId', view.clientId)}
      ${choice('State', 'state', STATES, view.state)}
      <div class="buttons">
        <button>Apply</button>
        ${
          SESSION_FIELDS.some((field) => view[field])
            ? html`<a class="button quiet" href="${visit.link('sessions')}">Clear</a>`
            : undefined
        }
      </div>
    </form>
    ${
      items.length === 0
        ? html`<p class="empty">No session matches. Ended sessions are removed after a while.</p>`
        : sessionsTable(visit, items, true)
    }
    ${pager(visit, 'sessions', { ...view }, nextCursor)}`;
}

/** Asks for the reason to end one session. */
export function endSessionPage(visit: Visit, id: string, clientId: string | undefined): Html {
  const form = `sessions/${encodeURIComponent(id)}/revoke`;
  const back = clientId ? visit.linkToClient(clientId) : visit.link('sessions');
  return html`<h1>End a session</h1>
    <section class="card narrow">
      <p>
        ${clientId ? html`One user of ${clientLink(visit, clientId)} is disconnected.` : 'One user is disconnected.'}
        The client stays active, and the user can connect again.
      </p>
      ${changeForm(
        visit,
        form,
        html`${clientId ? hidden('clientId', clientId) : undefined} ${reasonField(visit, form)}
          <div class="buttons">
            <button class="danger">End the session</button>
            <a class="button quiet" href="${back}">Back</a>
          </div>`,
      )}
    </section>`;
}
