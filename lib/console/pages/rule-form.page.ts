import type { RuleDto } from '../../admin/rule.dto.js';
import type { RuleMatches } from '../../admin/rules.service.js';
import { changeForm, hidden, reasonField } from '../parts/form.js';
import { html, type Html } from '../parts/html.js';
import { effectBadge, targetInWords } from '../parts/rules.js';
import { ahead } from '../parts/times.js';
import { count } from '../parts/words.js';
import type { Visit } from '../visit.js';

/** What a new rule is about, and how many clients it matches. @param days after which it expires, as in the form */
export function newRulePage(
  visit: Visit,
  { effect, expiresAt }: RuleDto,
  matches: RuleMatches,
  days: string | undefined,
): Html {
  const { kind, value, matchingClients } = matches;
  return html`<h1>Add a rule</h1>
    <section class="card narrow">
      <p>
        ${effectBadge(effect)} ${targetInWords(matches)},
        ${expiresAt ? html`until ${ahead(expiresAt)}` : 'for good'}.
      </p>
      <p>
        ${
          matchingClients === null
            ? 'A network applies to registrations only. How many clients come from it is not known: their rows have no address.'
            : html`<strong>${count(matchingClients, 'client')}</strong> of today
                ${matchingClients === 1 ? 'matches' : 'match'}. The rule does not change them: it decides
                about registrations from now on.`
        }
      </p>
      ${changeForm(
        visit,
        'rules',
        html`${hidden('kind', kind)} ${hidden('value', value)} ${hidden('effect', effect)}
          ${days ? hidden('days', days) : undefined} ${reasonField(visit, 'rules')}
          <div class="buttons">
            <button ${effect === 'deny' ? html`class="danger"` : undefined}>Add the rule</button>
            <a class="button quiet" href="${visit.link('rules')}">Back</a>
          </div>`,
      )}
    </section>`;
}

/** @param about the rule, in words */
export function removeRulePage(visit: Visit, id: string, about: string | undefined): Html {
  const form = `rules/${encodeURIComponent(id)}/remove`;
  return html`<h1>Remove a rule</h1>
    <section class="card narrow">
      ${about ? html`<p><bdi>${about}</bdi></p>` : undefined}
      <p>From then on, the other rules and the policy of the application decide. Clients stay as they are.</p>
      ${changeForm(
        visit,
        form,
        html`${reasonField(visit, form)}
          <div class="buttons">
            <button>Remove the rule</button>
            <a class="button quiet" href="${visit.link('rules')}">Back</a>
          </div>`,
      )}
    </section>`;
}
