import type { Page } from '../../admin/page.js';
import type { RedirectHostSummary } from '../../admin/redirect-host-listing.service.js';
import { LOOPBACK } from '../../admin/redirect-host.js';
import { textField } from '../parts/form.js';
import { html, type Html } from '../parts/html.js';
import { pager } from '../parts/pager.js';
import { ruleLink } from '../parts/rules.js';
import { ago } from '../parts/times.js';
import { number } from '../parts/words.js';
import type { Visit } from '../visit.js';

/** The query string of the list of hosts. */
export interface HostsView {
  search?: string | undefined;
  sort?: string | undefined;
  cursor?: string | undefined;
}

/** Titles of the columns of numbers, with the order that each title sorts by. */
const COLUMNS = [
  ['Clients', 'clients'],
  ['Active', 'active'],
  ['Never used', 'neverUsed'],
  ['Open sessions', 'openSessions'],
] as const;

/** Clients by the host that they send users to: what a list of copies cannot show if each has a redirect URI of its own. */
export function hostsPage(
  visit: Visit,
  view: HostsView,
  { items, nextCursor }: Page<RedirectHostSummary>,
): Html {
  return html`<header class="title">
      <h1>Clients by redirect host</h1>
      <a class="button quiet" href="${visit.link('clients')}">Every client</a>
    </header>
    <form class="filter" method="get" action="${visit.link('hosts')}" role="search">
      ${textField('Host', 'search', view.search, 'search')}
      <div class="buttons">
        <button>Apply</button>
        ${view.search ? html`<a class="button quiet" href="${visit.link('hosts')}">Clear</a>` : undefined}
      </div>
    </form>
    ${items.length === 0 ? html`<p class="empty">No host matches.</p>` : list(visit, view, items)}
    ${pager(visit, 'hosts', { ...view }, nextCursor)}`;
}

function list(visit: Visit, view: HostsView, hosts: readonly RedirectHostSummary[]): Html {
  return html`<table class="cards hosts">
    <thead>
      <tr>
        <th scope="col">${sorted(visit, view, 'Host', 'redirectHost')}</th>
        ${COLUMNS.map(([title, member]) => html`<th scope="col" class="right">${sorted(visit, view, title, `-${member}`)}</th>`)}
        <th scope="col">${sorted(visit, view, 'Newest', '-newest')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${hosts.map((host) => row(visit, host))}
    </tbody>
  </table>`;
}

function sorted(visit: Visit, view: HostsView, title: string, sort: string): Html {
  const isCurrent = (view.sort ?? '-clients') === sort;
  const href = visit.link('hosts', { ...view, sort, cursor: undefined });
  return html`<a href="${href}" ${isCurrent ? html`aria-current="true"` : undefined}>${title}</a>`;
}

function row(visit: Visit, host: RedirectHostSummary): Html {
  const { redirectHost } = host;
  return html`<tr>
    <th scope="row"><a href="${visit.link('clients', { redirectHost })}">${redirectHost}</a></th>
    ${COLUMNS.map(([title, member]) => html`<td data-label="${title}" class="right">${number(host[member])}</td>`)}
    <td data-label="Newest">${ago(host.newest)}</td>
    <td class="right">${visit.isReadOnly ? undefined : actions(visit, redirectHost)}</td>
  </tr>`;
}

function actions(visit: Visit, redirectHost: string): Html {
  const all = { which: 'all', operation: 'disable', redirectHost };
  return html`<a href="${visit.link('bulk', all)}">Disable all…</a>
    ${redirectHost === LOOPBACK ? undefined : ruleLink(visit, { kind: 'redirectHost', value: redirectHost }, 'Block…')}`;
}
