import type { ClientPage } from '../../admin/client-listing.service.js';
import type { BulkResult } from '../../admin/bulk.service.js';
import { html, type Html } from '../parts/html.js';
import { OPERATIONS } from '../operations.js';
import { changeForm, hidden, reasonField } from '../parts/form.js';
import { clientLink, count, hosts, name, number, statusBadge } from '../parts/words.js';
import { type BulkView, toFields } from '../requests/bulk-view.js';
import { FILTER_FIELDS } from '../requests/clients-view.js';
import type { Visit } from '../visit.js';

const WORDS = {
  search: 'the search text',
  status: 'the status',
  source: 'the source',
  use: 'the use',
  redirectHost: 'the redirect host',
  similarTo: 'the same redirect URIs and software as',
};

/** The dry run: the number of matching clients, some examples, and the form that performs the operation. */
export function bulkPage(
  visit: Visit,
  view: BulkView,
  { matched, subjects }: Pick<BulkResult, 'matched' | 'subjects'>,
  some: ClientPage,
): Html {
  const { title, consequence, dangerous } = OPERATIONS[view.operation];
  return html`<h1>${title}: ${count(matched, 'client')}</h1>
    <section class="card narrow">
      <p>This is a dry run: nothing has changed yet. ${which(view)}</p>
      <p>For each client: ${consequence}</p>
      ${subjects > 0 ? html`<p><strong>${count(subjects, 'person', 'people')}</strong> will be disconnected.</p>` : undefined}
      ${
        matched === 0
          ? html`<p><a class="button quiet" href="${visit.link('clients')}">Back</a></p>`
          : changeForm(
              visit,
              'bulk',
              html`${toFields(view).map(([field, value]) => hidden(field, value))}
                ${reasonField(visit, 'bulk')}
                <div class="buttons">
                  <button ${dangerous ? html`class="danger"` : undefined}>
                    ${title} ${count(matched, 'client')}
                  </button>
                  <a class="button quiet" href="${visit.link('clients')}">Back</a>
                </div>`,
            )
      }
    </section>
    ${matched > 0 ? examples(visit, some, matched) : undefined}`;
}

function which({ ids, batch, view }: BulkView): Html {
  if (batch) return html`It applies to the clients that one operation disabled.`;
  if (ids) return html`It applies to the clients that you selected.`;
  const narrowed = FILTER_FIELDS.filter((field) => view[field]);
  if (narrowed.length === 0) return html`<strong>No filter is set: it applies to every client.</strong>`;
  return html`It applies to all clients with
  ${narrowed.map((field, at) => html`${at > 0 ? ', ' : ''}${WORDS[field]} <strong>${view[field]}</strong>`)};
  clients that register from now on are excluded.`;
}

function examples(visit: Visit, { items }: ClientPage, matched: number): Html {
  return html`<section aria-labelledby="examples">
    <h2 id="examples">
      ${items.length < matched ? `The newest ${number(items.length)}` : 'Matching clients'}
    </h2>
    <ul class="plain">
      ${items.map(
        (client) =>
          html`<li>
            <strong>${name(client.clientName)}</strong> ${statusBadge(client)}
            ${clientLink(visit, client.clientId)}
            <small>${hosts(client.redirectHosts)}</small>
          </li>`,
      )}
    </ul>
  </section>`;
}
