import type { CleanupResult } from 'nestjs-dcr';
import { html, type Html } from '../../html/html.js';
import { csrfField, reasonField } from '../parts/form.js';
import { number } from '../parts/words.js';
import type { Visit } from '../sign-in/visit.js';

const WORDS: [keyof CleanupResult, string][] = [
  ['unusedClients', 'Clients that were never used or approved'],
  ['idleClients', 'Idle clients'],
  ['sessions', 'Sessions that have ended'],
  ['auditEvents', 'Old audit events'],
  ['rateLimits', 'Counters of the limiter'],
];

/** What the next sweep of the timer would remove, and a form to do it now. */
export function cleanupPage(visit: Visit, preview: CleanupResult): Html {
  return html`<h1>Sweep</h1>
    <section class="card narrow">
      <p>A sweep at this moment would remove:</p>
      <dl>
        ${WORDS.map(
          ([member, words]) =>
            html`<dt>${words}</dt>
              <dd>${number(preview[member])}</dd>`,
        )}
      </dl>
      <p class="faint">
        Nothing has been removed yet. A client that is used in the meantime stays, and preregistered clients
        are never removed. A client that comes back after it was removed registers again.
      </p>
      <form method="post" action="/admin/cleanup">
        ${csrfField(visit)} ${reasonField(visit, '/admin/cleanup')}
        <div class="buttons">
          <button class="danger">Sweep now</button>
          <a class="button quiet" href="/admin">Back</a>
        </div>
      </form>
    </section>`;
}

export function swept(result: CleanupResult): string {
  const parts = WORDS.filter(([member]) => result[member] > 0).map(
    ([member, words]) => `${words}: ${number(result[member])}`,
  );
  return parts.length > 0 ? `Swept. ${parts.join('. ')}.` : 'Swept. There was nothing to remove.';
}
