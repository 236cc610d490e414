import type { CleanupResult } from '../../cleanup/cleanup.sweep.js';
import { html, type Html } from '../parts/html.js';
import { changeForm, reasonField } from '../parts/form.js';
import { number } from '../parts/words.js';
import type { Visit } from '../visit.js';

const WORDS: [keyof CleanupResult, string][] = [
  ['unusedClients', 'Unused clients (never used or approved)'],
  ['idleClients', 'Idle clients'],
  ['sessions', 'Ended sessions'],
  ['auditEvents', 'Old audit events'],
  ['rateLimits', 'Expired limiter rows'],
];

/** Shows what the next sweep would remove, with a form to sweep now. */
export function cleanupPage(visit: Visit, preview: CleanupResult): Html {
  return html`<h1>Cleanup</h1>
    <section class="card narrow">
      <p>A sweep would now remove:</p>
      <dl>
        ${WORDS.map(
          ([member, words]) =>
            html`<dt>${words}</dt>
              <dd>${number(preview[member])}</dd>`,
        )}
      </dl>
      <p class="faint">
        This is a dry run: nothing has been removed. A client that is used in the meantime stays, and clients
        that you registered yourself are never removed. A removed client can register again.
      </p>
      ${changeForm(
        visit,
        'cleanup',
        html`${reasonField(visit, 'cleanup')}
          <div class="buttons">
            <button class="danger">Sweep now</button>
            <a class="button quiet" href="${visit.link()}">Back</a>
          </div>`,
      )}
    </section>`;
}

export function cleanedUp(result: CleanupResult): string {
  const parts = WORDS.filter(([member]) => result[member] > 0).map(
    ([member, words]) => `${words}: ${number(result[member])}`,
  );
  return parts.length > 0 ? `Cleaned up. ${parts.join('. ')}.` : 'There was nothing to clean up.';
}
