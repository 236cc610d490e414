import type { CapacityUse, DcrStatistics } from 'nestjs-dcr';
import { html, type Html } from '../../html/html.js';
import { isFull } from '../parts/alerts.js';
import { firstClient } from '../parts/first-client.js';
import { duration } from '../parts/times.js';
import { number } from '../parts/words.js';
import { link } from '../requests/link.js';
import type { Visit } from '../sign-in/visit.js';
import { charts } from './charts.js';
import { discoveryState, registrationSwitch } from './switches.js';

/** The limits in force. Times in ms. */
export interface Limits {
  maxRegistrationsPerWindow: number;
  registrationWindow: number;
  cleanup: { unusedAfter: number; idleAfter: number };
  audit: { retention: number };
  cimd: { maxClients: number; maxDiscoveriesPerWindow: number };
  /** Whether clients may have metadata documents. */
  documents: boolean;
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
    <div class="columns">
      <div class="stack">
        ${registrationSwitch(visit, statistics)} ${inForce.documents ? discoveryState(statistics) : undefined}
      </div>
      ${limits(statistics, inForce)}
    </div>`;
}

function tiles(
  { active, neverUsed, idle, disabled, pending, bySource }: DcrStatistics,
  { cleanup, documents }: Limits,
): Html {
  return html`<ul class="tiles">
    ${tile('Active', active, clients({ status: 'active' }))}
    ${tile('Never used', neverUsed, clients({ status: 'active', use: 'never' }), 'of the active clients')}
    ${tile('Idle', idle, clients({ status: 'active', use: 'idle' }), `unused for ${duration(cleanup.idleAfter)}`)}
    ${documents || bySource.cimd > 0 ? tile('With a document', bySource.cimd, clients({ source: 'cimd' }), 'not registered') : undefined}
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

function limits({ cap, bySource }: DcrStatistics, inForce: Limits): Html {
  const { maxRegistrationsPerWindow, registrationWindow, cleanup, audit } = inForce;
  return html`<section class="card" aria-labelledby="limits">
    <h2 id="limits">Limits in force</h2>
    ${cap ? capacity(cap) : undefined}
    <dl>
      <dt>Attempts per IP address</dt>
      <dd>${maxRegistrationsPerWindow} in ${duration(registrationWindow)}</dd>
      ${inForce.documents ? documentLimits(bySource.cimd, inForce) : undefined}
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

/** The window of discoveries is not an option. */
function documentLimits(used: number, { cimd }: Limits): Html {
  return html`<dt>Unknown documents per IP address</dt>
    <dd>${cimd.maxDiscoveriesPerWindow} in 5 minutes</dd>
    <dt>Clients with a document</dt>
    <dd>${number(used)} of at most ${number(cimd.maxClients)}</dd>`;
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
