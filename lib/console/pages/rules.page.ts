import type { Page } from '../../admin/page.js';
import type { DcrRule } from '../../rules/rule.entity.js';
import { choice, textField } from '../parts/form.js';
import { html, type Html } from '../parts/html.js';
import { pager } from '../parts/pager.js';
import { effectBadge, EFFECTS, expiryField, expiryOf, KINDS } from '../parts/rules.js';
import { ago } from '../parts/times.js';
import type { RulesView } from '../requests/rule-view.js';
import type { Visit } from '../visit.js';

const ANY = ['', 'Any'] as const;

/** Who may register, as operators have decided it. */
export function rulesPage(visit: Visit, view: RulesView, { items, nextCursor }: Page<DcrRule>): Html {
  const isNarrowed = Boolean(view.kind || view.effect || view.search);
  return html`<h1>Rules</h1>
    <p>
      Rules decide who may register from now on; clients that have registered stay as they are. A denial wins
      over everything. Every replica applies a change within half a second.
    </p>
    ${visit.isReadOnly ? undefined : newRule(visit)}
    <form class="filter" method="get" action="${visit.link('rules')}" role="search">
      ${textField('Value, operator or reason', 'search', view.search, 'search')}
      ${choice('About', 'kind', [ANY, ...Object.entries(KINDS)], view.kind)}
      ${choice('Effect', 'effect', [ANY, ...Object.entries(EFFECTS)], view.effect)}
      <div class="buttons">
        <button>Apply</button>
        ${isNarrowed ? html`<a class="button quiet" href="${visit.link('rules')}">Clear</a>` : undefined}
      </div>
    </form>
    ${
      items.length === 0
        ? html`<p class="empty">
            ${isNarrowed ? 'No rule matches.' : 'There is no rule: the policy of the application decides alone.'}
          </p>`
        : list(visit, items)
    }
    ${pager(visit, 'rules', { ...view }, nextCursor)}`;
}

/** The next page shows what the rule matches. */
function newRule(visit: Visit): Html {
  return html`<details class="card new-rule">
    <summary>Add a rule</summary>
    <form class="filter" method="get" action="${visit.link('rules/new')}">
      <div class="field">
        <label for="new-kind">About</label>
        <select id="new-kind" name="kind">
          ${Object.entries(KINDS).map(([kind, words]) => html`<option value="${kind}">${words}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="value">Value</label>
        <input
          id="value"
          name="value"
          required
          maxlength="512"
          autocomplete="off"
          placeholder="*.example.com"
        />
      </div>
      <div class="field">
        <label for="new-effect">Effect</label>
        <select id="new-effect" name="effect">
          ${Object.entries(EFFECTS).map(([effect, words]) => html`<option value="${effect}">${words}</option>`)}
        </select>
      </div>
      ${expiryField()}
      <div class="buttons"><button>Continue…</button></div>
    </form>
  </details>`;
}

function list(visit: Visit, rules: readonly DcrRule[]): Html {
  return html`<table class="cards rules">
    <thead>
      <tr>
        <th scope="col">Effect</th>
        <th scope="col">About</th>
        <th scope="col">Expires</th>
        <th scope="col">Added</th>
        <th scope="col">Reason</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rules.map((rule) => row(visit, rule))}
    </tbody>
  </table>`;
}

function row(visit: Visit, rule: DcrRule): Html {
  const { id, effect, kind, value, actor, reason, createdAt } = rule;
  return html`<tr>
    <td data-label="Effect">${effectBadge(effect)}</td>
    <th scope="row"><small>${KINDS[kind]}</small> <code>${value}</code></th>
    <td data-label="Expires"><div>${expiryOf(rule)}</div></td>
    <td data-label="Added">
      <div>
        ${ago(createdAt)}
        ${actor ? html`by <a href="${visit.link('audit', { actor })}">${actor}</a>` : undefined}
      </div>
    </td>
    <td data-label="Reason">${reason ?? html`<span class="faint">–</span>`}</td>
    <td class="right">
      ${visit.isReadOnly ? undefined : html`<a href="${visit.link(`rules/${id}/remove`, { about: `${EFFECTS[effect]}: ${value}` })}">Remove…</a>`}
    </td>
  </tr>`;
}
