import type { Visit } from '../visit.js';
import type { ClientPage } from '../../admin/client-listing.service.js';
import type { DcrClientDocument } from '../../cimd/client-document.entity.js';
import { html, type Html } from '../parts/html.js';
import type { DcrSettings } from '../../admin/settings.reader.js';
import { documentBadge, documentHost, expiry, lastFailure } from '../parts/document-state.js';
import { hidden } from '../parts/form.js';
import { firstClient } from '../parts/first-client.js';
import { type Fold, fold } from '../parts/fold.js';
import { pager } from '../parts/pager.js';
import { SOURCES } from '../parts/sources.js';
import { ago } from '../parts/times.js';
import { clientLink, count, hosts, name, number, statusBadge } from '../parts/words.js';
import { type ClientsView, FILTER_FIELDS } from '../requests/clients-view.js';
import { clientsFilter } from './clients-filter.js';

/** Maximum number of copies' names to show. */
const MAX_NAMES = 3;

const TABS = [
  ['', 'All', 'total'],
  ['active', 'Active', 'active'],
  ['pending', 'Pending', 'pending'],
  ['disabled', 'Disabled', 'disabled'],
] as const;

export function clientsPage(
  visit: Visit,
  view: ClientsView,
  { items, nextCursor, counts }: ClientPage,
  documents: DcrClientDocument[],
  settings: DcrSettings,
): Html {
  // The list of one client's copies shows each of them.
  const rows = view.similarTo ? items.map((client) => ({ client, copies: [] })) : fold(items);
  const folded = items.length - rows.length;
  const isEmpty = rows.length === 0 && !Object.values(view).some(Boolean);
  if (isEmpty)
    return html`<h1>Clients</h1>
      ${firstClient(visit, settings)}`;
  return html`<header class="title">
      <h1>Clients</h1>
      <a class="button quiet" href="${visit.link('hosts')}">By redirect host</a>
    </header>
    ${view.similarTo ? copiesOf(visit, view) : undefined}
    ${view.redirectHost ? ofHost(visit, view.redirectHost) : undefined}
    <nav class="tabs" aria-label="Status">
      ${TABS.map(([status, title, key]) => tab(visit, view, status, title, counts[key]))}
    </nav>
    ${clientsFilter(visit, view)}
    ${
      rows.length === 0
        ? html`<p class="empty">No client matches. <a href="${visit.link('clients')}">Show all</a></p>`
        : list(visit, view, rows, documents, folded, counts[(view.status || 'total') as 'total'])
    }
    ${pager(visit, 'clients', { ...view, select: undefined }, nextCursor)}`;
}

function tab(visit: Visit, view: ClientsView, status: string, title: string, of: number): Html {
  const href = visit.link('clients', { ...view, status, cursor: undefined, select: undefined });
  const label = html`${title} <span class="number">${number(of)}</span>`;
  return (view.status ?? '') === status
    ? html`<a href="${href}" aria-current="page">${label}</a>`
    : html`<a href="${href}">${label}</a>`;
}

function copiesOf(visit: Visit, { similarTo }: ClientsView): Html {
  return html`<p class="notice">
    Copies of ${clientLink(visit, similarTo!)}: the same redirect URIs and software, including the client
    itself.
    <a href="${visit.link('clients')}">Show all clients</a>
  </p>`;
}

function ofHost(visit: Visit, redirectHost: string): Html {
  return html`<p class="notice">
    Clients that send users to <strong>${redirectHost}</strong>.
    <a href="${visit.link('clients')}">Show all clients</a>
  </p>`;
}

function list(
  visit: Visit,
  view: ClientsView,
  rows: Fold[],
  documents: DcrClientDocument[],
  folded: number,
  matching: number,
): Html {
  return html`<form method="get" action="${visit.link('bulk')}">
    ${[...FILTER_FIELDS, 'sort' as const, 'cursor' as const].map((each) => (view[each] ? hidden(each, view[each]) : undefined))}
    ${visit.isReadOnly ? undefined : actions(visit, view, matching)}
    <table class="cards clients">
      <thead>
        <tr>
          <td></td>
          <th scope="col">Client</th>
          <th scope="col">Status</th>
          <th scope="col">Redirects to</th>
          <th scope="col">Registered</th>
          <th scope="col">Last used</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((each) => row(visit, each, documents, view.select === 'page'))}
      </tbody>
    </table>
    ${
      folded > 0
        ? html`<p class="faint">
            ${count(folded, 'copy', 'copies')} grouped into the rows above. Copies on other pages are not
            counted.
          </p>`
        : undefined
    }
  </form>`;
}

/** What can be done with several clients, above the list. */
function actions(visit: Visit, view: ClientsView, matching: number): Html {
  return html`<fieldset class="bulk">
    <legend>Bulk operations</legend>
    <div class="field">
      <label for="which">Clients</label>
      <select id="which" name="which">
        <option value="selected">Selected clients</option>
        <option value="all">All ${number(matching)} that match</option>
      </select>
    </div>
    <div class="buttons">
      <button name="operation" value="disable" class="quiet">Disable…</button>
      <button name="operation" value="enable" class="quiet">Enable…</button>
      <button name="operation" value="revoke" class="quiet">Revoke sessions…</button>
      <button name="operation" value="delete" class="quiet danger">Delete…</button>
    </div>
    <p class="faint">
      <a href="${visit.link('clients', { ...view, select: view.select ? undefined : 'page' })}"
        >${view.select ? 'Select none' : 'Select this page'}</a
      >
      · The next page is a dry run: it shows how many clients match.
    </p>
  </fieldset>`;
}

function row(
  visit: Visit,
  { client, copies }: Fold,
  documents: DcrClientDocument[],
  isSelected: boolean,
): Html {
  const ids = [client, ...copies].map(({ clientId }) => clientId).join(' ');
  const label = `Select ${client.clientName}${copies.length > 0 ? ` and ${count(copies.length, 'copy', 'copies')}` : ''}`;
  return html`<tr>
    <td class="pick">
      <input
        type="checkbox"
        name="id"
        value="${ids}"
        aria-label="${label}"
        ${isSelected ? html`checked` : undefined}
      />
    </td>
    <th scope="row" class="who">
      <a href="${visit.linkToClient(client.clientId)}">${name(client.clientName)}</a>
      <code>${client.clientId}</code>
      ${documentLine(documents.find(({ clientId }) => clientId === client.clientId))}
      ${copies.length > 0 ? copiesLink(visit, { client, copies }) : undefined}
    </th>
    <td data-label="Status">
      ${statusBadge(client)}
      ${client.source === 'dcr' ? undefined : html`<span class="badge">${SOURCES[client.source]}</span>`}
    </td>
    <td data-label="Redirects to">${hosts(client.redirectHosts)}</td>
    <td data-label="Registered">${ago(client.createdAt)}</td>
    <td data-label="Last used">${ago(client.lastUsedAt)}</td>
  </tr>`;
}

function documentLine(document: DcrClientDocument | undefined): Html | undefined {
  if (!document) return undefined;
  const failure = lastFailure(document);
  return html`<span class="document">
    ${documentBadge(document)} ${documentHost(document)}, fetched
    ${ago(document.fetchedAt)}${expiry(document)}
    ${failure && html`<span class="why">Last failure ${failure}</span>`}
  </span>`;
}

function copiesLink(visit: Visit, { client, copies }: Fold): Html {
  const others = new Set(copies.map(({ clientName }) => clientName));
  others.delete(client.clientName);
  const shown = [...others].slice(0, MAX_NAMES);
  return html`<a class="copies" href="${visit.link('clients', { similarTo: client.clientId })}"
      >+ ${count(copies.length, 'copy', 'copies')} on this page · show all copies</a
    >
    ${
      others.size > 0
        ? html`<span class="copies faint"
            >also called
            ${shown.map((other, at) => html`${at > 0 ? ', ' : ''}${name(other)}`)}${others.size > MAX_NAMES ? ' …' : ''}</span
          >`
        : undefined
    }`;
}
