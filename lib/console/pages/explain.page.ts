import type { RegistrationExplanation } from '../../registration/registration.explainer.js';
import type { DcrRule } from '../../rules/rule.entity.js';
import { textField } from '../parts/form.js';
import { html, type Html } from '../parts/html.js';
import { effectBadge, targetInWords } from '../parts/rules.js';
import type { ExplainView } from '../requests/explain-view.js';
import type { Visit } from '../visit.js';

const OUTCOMES: Record<RegistrationExplanation['outcome'], { words: string; tone: string }> = {
  registered: { words: 'It would be registered', tone: 'active' },
  pending: { words: 'It would wait for approval', tone: 'pending' },
  refused: { words: 'It would be refused', tone: 'disabled' },
};

const STEPS: Record<RegistrationExplanation['decidedBy'], string> = {
  metadata: 'its metadata',
  rule: "an operator's rule",
  policy: 'the policy of the application, or nothing objects',
  cap: 'the maximum number of clients',
  paused: 'registration is paused',
};

/** Answers "why was it refused?" for a request that somebody has sent to the operator. */
export function explainPage(
  visit: Visit,
  view: ExplainView,
  explanation: RegistrationExplanation | undefined,
  rule: DcrRule | undefined,
): Html {
  return html`<h1>Why was it refused?</h1>
    <p>
      Past refusals are in the <a href="${visit.link('audit', { outcome: 'rejected' })}">audit</a>, with their
      cause. To see what would happen to a request now, paste it here: nothing is stored, counted or audited.
    </p>
    <form class="card" method="get" action="${visit.link('explain')}">
      <div class="field wide">
        <label for="request"
          >The request: the JSON that the client sent, also inside a whole request or command</label
        >
        <textarea id="request" name="request" rows="8" required maxlength="6000" spellcheck="false">
${view.request ?? ''}</textarea>
      </div>
      <div class="filter">
        ${textField('Sent from (optional)', 'ip', view.ip)}
        <div class="buttons"><button>Explain</button></div>
      </div>
    </form>
    ${explanation ? answer(visit, explanation, rule) : undefined}`;
}

function answer(
  visit: Visit,
  { outcome, decidedBy, error, description, registered }: RegistrationExplanation,
  rule: DcrRule | undefined,
): Html {
  const { words, tone } = OUTCOMES[outcome];
  return html`<section class="card" aria-labelledby="answer">
    <h2 id="answer"><span class="badge ${tone}">${words}</span></h2>
    <dl>
      <dt>Decided by</dt>
      <dd>${STEPS[decidedBy]}</dd>
      ${rule ? ruleRow(visit, rule) : undefined}
      ${error ? row('Error', html`<code>${error}</code>`) : undefined}
      ${description ? row('Description', html`${description}`) : undefined}
    </dl>
    ${registered ? html`<pre tabindex="0" aria-label="What would be registered">${JSON.stringify(registered, undefined, 2)}</pre>` : undefined}
  </section>`;
}

function ruleRow(visit: Visit, rule: DcrRule): Html {
  return row(
    'Rule',
    html`${effectBadge(rule.effect)} ${targetInWords(rule)} ·
      <a href="${visit.link('rules', { search: rule.value })}">Show the rule</a>`,
  );
}

function row(title: string, value: Html): Html {
  return html`<dt>${title}</dt>
    <dd>${value}</dd>`;
}
