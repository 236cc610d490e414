import type { Visit } from '../visit.js';
import { html, type Html } from '../parts/html.js';
import { choice, hidden, textField } from '../parts/form.js';
import { SOURCES } from '../parts/sources.js';
import type { ClientsView } from '../requests/clients-view.js';

const USES = [
  ['', 'Any'],
  ['never', 'Never used'],
  ['used', 'Used'],
  ['idle', 'Idle'],
] as const;
const SORTS = [
  ['', 'Newest first'],
  ['createdAt', 'Oldest first'],
  ['-lastUsedAt', 'Most recently used first'],
  ['lastUsedAt', 'Least recently used first'],
] as const;

export function clientsFilter(visit: Visit, view: ClientsView): Html {
  const narrowed = Boolean(view.search || view.source || view.use || view.status || view.sort);
  return html`<form class="filter" method="get" action="${visit.link('clients')}" role="search">
    ${textField('Name, client ID, host or software ID', 'search', view.search, 'search')}
    ${choice('Source', 'source', [['', 'Any'], ...Object.entries(SOURCES)], view.source)}
    ${choice('Use', 'use', USES, view.use)} ${choice('Order', 'sort', SORTS, view.sort)}
    ${view.status ? hidden('status', view.status) : undefined}
    ${view.similarTo ? hidden('similarTo', view.similarTo) : undefined}
    ${view.redirectHost ? hidden('redirectHost', view.redirectHost) : undefined}
    <div class="buttons">
      <button>Apply</button>
      ${
        narrowed
          ? html`<a
              class="button quiet"
              href="${visit.link('clients', { similarTo: view.similarTo, redirectHost: view.redirectHost })}"
              >Clear</a
            >`
          : undefined
      }
    </div>
  </form>`;
}
