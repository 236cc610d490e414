import type { ClientDetails } from '../../admin/client-details.reader.js';
import { html, type Html } from '../parts/html.js';
import { type Operation, OPERATIONS } from '../operations.js';
import { changeForm, reasonField } from '../parts/form.js';
import { clientLink, count, hosts, name } from '../parts/words.js';
import { clientPath } from '../requests/link.js';
import type { Visit } from '../visit.js';

/** Shows what an operation does, and asks for the reason. */
export function operationPage(visit: Visit, chosen: Operation, { client, sessions }: ClientDetails): Html {
  const { title, consequence, dangerous } = OPERATIONS[chosen];
  const form = clientPath(client.clientId, chosen);
  return html`<h1>${title}: ${name(client.clientName)}</h1>
    <section class="card narrow">
      <p>${clientLink(visit, client.clientId)}, which redirects to ${hosts(client.redirectHosts)}</p>
      <p>${consequence}</p>
      <p>It has <strong>${count(sessions.active, 'open session')}</strong>.</p>
      ${changeForm(
        visit,
        form,
        html`${reasonField(visit, form)}
          <div class="buttons">
            <button ${dangerous ? html`class="danger"` : undefined}>${title}</button>
            <a class="button quiet" href="${visit.linkToClient(client.clientId)}">Back</a>
          </div>`,
      )}
    </section>`;
}
