import type { ClientDetails } from '../../admin/client-details.reader.js';
import type { RuleMatches } from '../../admin/rules.service.js';
import { changeForm, reasonField } from '../parts/form.js';
import { html, type Html } from '../parts/html.js';
import { expiryField, KINDS } from '../parts/rules.js';
import { clientLink, count, hosts, name } from '../parts/words.js';
import { clientPath } from '../requests/link.js';
import type { Visit } from '../visit.js';

/** Disables a client and adds a rule that keeps it from registering again. @param proposals the narrowest first */
export function blockPage(
  visit: Visit,
  { client, sessions }: ClientDetails,
  proposals: readonly RuleMatches[],
): Html {
  const form = clientPath(client.clientId, 'block');
  return html`<h1>Disable and block: ${name(client.clientName)}</h1>
    <section class="card narrow">
      <p>${clientLink(visit, client.clientId)}, which redirects to ${hosts(client.redirectHosts)}</p>
      <p>
        The client is disabled, and its <strong>${count(sessions.active, 'open session')}</strong> revoked.
        The rule refuses registrations from now on. Other clients that it matches stay as they are.
      </p>
      ${changeForm(
        visit,
        form,
        html`<fieldset class="choices">
            <legend>What to block</legend>
            ${proposals.map((proposal, at) => proposed(proposal, at))}
          </fieldset>
          <div class="field wide">${expiryField()}</div>
          ${reasonField(visit, form)}
          <div class="buttons">
            <button class="danger">Disable and block</button>
            <a class="button quiet" href="${visit.linkToClient(client.clientId)}">Back</a>
          </div>`,
      )}
    </section>`;
}

function proposed({ kind, value, matchingClients }: RuleMatches, at: number): Html {
  const id = `target-${at}`;
  return html`<div>
    <input
      type="radio"
      id="${id}"
      name="target"
      value="${kind} ${value}"
      ${at === 0 ? html`checked` : undefined}
      required
    />
    <label for="${id}"
      >${KINDS[kind]} <code>${value}</code>
      <small>matches ${count(matchingClients ?? 0, 'client')} of today</small></label
    >
  </div>`;
}
