import type { DcrUnusableClient, RecoveryStep } from 'nestjs-dcr/oidc-provider';
import { html, type Html } from '../../html/html.js';
import { layout } from './layout.js';

/** Tells a user what to do about a client that was removed, is disabled or not approved yet, or has no valid document now. */
export function unusableClientPage({
  title,
  explanation,
  application,
  steps,
  note,
}: DcrUnusableClient): string {
  return layout(
    title,
    html`<h1>${title}</h1>
      <p class="warning">${explanation}</p>
      <h2>What to do${application ? ` in ${application}` : ''}</h2>
      <ol>
        ${steps.map((step) => html`<li>${stepMarkup(step)}</li>`)}
      </ol>
      ${note ? html`<p class="note">${note}</p>` : undefined}`,
  );
}

function stepMarkup({ text, command }: RecoveryStep): Html {
  return html`${text}${command === undefined ? undefined : html`<pre><code>${command}</code></pre>`}`;
}
