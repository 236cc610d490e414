import type { CapacityUse, DcrStatistics } from 'nestjs-dcr';
import { html, type Html } from '../../html/html.js';
import { isFull } from '../parts/alerts.js';
import { firstClient } from '../parts/first-client.js';
import { csrfField, hidden, reasonField } from '../parts/form.js';
import { duration } from '../parts/times.js';
import { number } from '../parts/words.js';
import { link } from '../requests/link.js';
import type { Visit } from '../sign-in/visit.js';
import { charts } from './charts.js';

/** The limits in force. Times in ms. */
export interface Limits {
  maxRegistrationsPerWindow: number;
  registrationWindow: number;
  cleanup: { unusedAfter: number; idleAfter: number };
  audit: { retention: number };
}

/** @param endpoint the URL at which clients register */
export function overviewPage(
  visit: Visit,
  statistics: DcrStatistics,
  inForce: Limits,
  endpoint: string,
): Html {
  const { active, pending, disabled } = statistics;
  return html`<h1>Overview</h1>
    ${active + pending + disabled === 0 ? firstClient(endpoint) : undefined} ${tiles(statistics, inForce)}
    ${charts(statistics)}
    <div class="columns">${theSwitch(visit, statistics)} ${limits(statistics, inForce)}</div>`;
}

function tiles({ active, neverUsed, idle, disabled, pending }: DcrStatistics, { cleanup }: Limits): Html {
  return html`<ul class="tiles">
    ${tile('Active', active, clients({ status: 'active' }))}
    ${tile('Never used', neverUsed, clients({ status: 'active', use: 'never' }), 'of the active clients')}
    ${tile('Idle', idle, clients({ status: 'active', use: 'idle' }), `unused for ${duration(cleanup.idleAfter)}`)}
    ${tile('Disabled', disabled, clients({ status: 'disabled' }))}
    ${tile('Pending', pending, '/admin/pending', pending > 0 ? 'waiting for approval' : 'none')}
  </ul>`;
}

function clients(view: Record<string, string>): string {
  return link('/admin/clients', view);
}

function tile(title: string, value: number, href: string, more = ''): Html {
  return html`<li>
    <a href="${href}"><span>${title}</span><strong>${number(value)}</strong><small>${more}</small></a>
  </li>`;
}

function theSwitch(visit: Visit, { paused }: DcrStatistics): Html {
  return html`<section class="card" aria-labelledby="switch">
    <h2 id="switch">
      Registration is
      ${paused ? html`<span class="badge disabled">paused</span>` : html`<span class="badge active">open</span>`}
    </h2>
    <p class="faint">
      ${
        paused
          ? 'Every replica rejects new registrations, and the endpoint is not announced. Registered clients keep working.'
          : 'While paused, every replica rejects new registrations. Registered clients keep working.'
      }
    </p>
    <form method="post" action="/admin/registration">
      ${csrfField(visit)} ${hidden('to', paused ? 'open' : 'paused')}
      ${reasonField(visit, '/admin/registration')}
      ${paused ? html`<button>Resume registration</button>` : html`<button class="danger">Pause registration</button>`}
    </form>
  </section>`;
}

function limits({ cap }: DcrStatistics, inForce: Limits): Html {
  const { maxRegistrationsPerWindow, registrationWindow, cleanup, audit } = inForce;
  return html`<section class="card" aria-labelledby="limits">
    <h2 id="limits">Limits in force</h2>
    ${cap ? capacity(cap) : undefined}
    <dl>
      <dt>Attempts per IP address</dt>
      <dd>${maxRegistrationsPerWindow} in ${duration(registrationWindow)}</dd>
      <dt>Unused clients are cleaned up after</dt>
      <dd>${duration(cleanup.unusedAfter)}</dd>
      <dt>Idle clients are cleaned up after</dt>
      <dd>${duration(cleanup.idleAfter)}</dd>
      <dt>Audit events are kept for</dt>
      <dd>${duration(audit.retention)}</dd>
    </dl>
    <p><a href="/admin/cleanup">What would a sweep remove now?</a></p>
  </section>`;
}

function capacity(cap: CapacityUse): Html {
  const { used, max, nearlyFull } = cap;
  const width = Math.min(Math.max((used / max) * 100, used > 0 ? 0.6 : 0), 100).toFixed(2);
  return html`<p class="faint">${number(used)} of at most ${number(max)} clients</p>
    <svg
      class="level ${nearlyFull ? 'high' : ''}"
      viewBox="0 0 100 1"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect width="${width}" height="1" />
    </svg>
    ${nearlyFull ? html`<p class="error">${isFull(cap) ? 'The cap is reached: every registration is rejected with 503.' : 'The cap is nearly reached. Once it is reached, every registration is rejected with 503.'}</p>` : undefined}`;
}
