import type { ClientDetails } from 'nestjs-dcr';
import { html, type Html } from '../../html/html.js';
import { type Operation, OPERATIONS } from '../operations.js';
import { csrfField, reasonField } from '../parts/form.js';
import { clientLink, count, hosts, name } from '../parts/words.js';
import { clientPath } from '../requests/link.js';
import type { Visit } from '../sign-in/visit.js';

/** Shows what an operation does, and asks for the reason. */
export function operationPage(visit: Visit, chosen: Operation, { client, sessions }: ClientDetails): Html {
  const { title, consequence, dangerous } = OPERATIONS[chosen];
  return html`<h1>${title}: ${name(client.clientName)}</h1>
    <section class="card narrow">
      <p>${clientLink(client.clientId)}, which redirects to ${hosts(client.redirectHosts)}</p>
      <p>${consequence}</p>
      <p>It has <strong>${count(sessions.active, 'open session')}</strong>.</p>
      <form method="post" action="${clientPath(client.clientId, chosen)}">
        ${csrfField(visit)} ${reasonField(visit, clientPath(client.clientId, chosen))}
        <div class="buttons">
          <button ${dangerous ? html`class="danger"` : undefined}>${title}</button>
          <a class="button quiet" href="${clientPath(client.clientId)}">Back</a>
        </div>
      </form>
    </section>`;
}
