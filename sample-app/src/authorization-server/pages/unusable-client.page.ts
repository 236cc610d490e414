import type { DcrUnusableClient, RecoveryStep } from 'nestjs-dcr/oidc-provider';
import { html, type Html } from '../../html/html.js';
import { layout } from './layout.js';

/** The way out for a person whose application uses a registration that is removed, disabled or not yet approved. */
export function unusableClientPage({ title, explanation, application, steps }: DcrUnusableClient): string {
  return layout(
    title,
    html`<h1>${title}</h1>
      <p class="warning">${explanation}</p>
      <h2>What to do${application ? ` in ${application}` : ''}</h2>
      <ol>
        ${steps.map((step) => html`<li>${stepMarkup(step)}</li>`)}
      </ol>
      ${steps.some(({ command }) => /\b(?:NAME|URL)\b/.test(command ?? '')) ? PLACEHOLDERS : undefined}`,
  );
}

const PLACEHOLDERS = html`<p class="note">
  <code>NAME</code> is what this server is called in your application, <code>URL</code> its address.
</p>`;

function stepMarkup({ text, command }: RecoveryStep): Html {
  return html`${text}${command === undefined ? undefined : html`<pre><code>${command}</code></pre>`}`;
}
