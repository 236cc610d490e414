import type { DcrStatistics } from '../../admin/statistics.service.js';
import type { CapacityUse } from '../../registration/client-capacity.service.js';
import { html, type Html } from '../parts/html.js';
import { isFull } from '../parts/alerts.js';
import { firstClient } from '../parts/first-client.js';
import { duration } from '../parts/times.js';
import { refreshChoice } from '../parts/refresh.js';
import { number } from '../parts/words.js';
import type { DcrSettings } from '../../admin/settings.reader.js';
import { idleAge } from '../requests/clients-view.js';
import type { Visit } from '../visit.js';
import { charts } from './charts.js';
import { discoveryState, registrationSwitch } from './switches.js';

/** The query string of the overview. */
export interface OverviewView {
  /** How many days the charts show. */
  days?: string | undefined;
  refresh?: string | undefined;
}

export function overviewPage(
  visit: Visit,
  statistics: DcrStatistics,
  inForce: DcrSettings,
  { days = '30', refresh }: OverviewView,
): Html {
  const { active, pending, disabled } = statistics;
  return html`<header class="title">
      <h1>Overview</h1>
      <div class="buttons">
        ${rangeChoice(visit, days, refresh)}
        ${refreshChoice(refresh, (chosen) => visit.link('', { days: days === '30' ? undefined : days, refresh: chosen }))}
      </div>
    </header>
    ${active + pending + disabled === 0 ? firstClient(visit, inForce) : undefined}
    ${tiles(visit, statistics, inForce)} ${charts(visit, statistics, Number(days))}
    <div class="columns">
      <div class="stack">
        ${registrationSwitch(visit, statistics)}
        ${inForce.cimd.enabled ? discoveryState(visit, statistics) : undefined}
      </div>
      ${limits(visit, statistics, inForce)}
    </div>`;
}

function rangeChoice(visit: Visit, days: string, refresh: string | undefined): Html {
  return html`<nav class="choice" aria-label="Range">
    Days
    ${['7', '30', '90'].map((range) => {
      const href = visit.link('', { days: range === '30' ? undefined : range, refresh });
      return range === days
        ? html`<a href="${href}" aria-current="true">${range}</a>`
        : html`<a href="${href}">${range}</a>`;
    })}
  </nav>`;
}

function tiles(
  visit: Visit,
  { active, neverUsed, idle, disabled, pending, bySource }: DcrStatistics,
  inForce: DcrSettings,
): Html {
  const clients = (view: Record<string, string>) => visit.link('clients', view);
  return html`<ul class="tiles">
    ${tile('Active', active, clients({ status: 'active' }))}
    ${tile('Never used', neverUsed, clients({ status: 'active', use: 'never' }), 'of the active clients')}
    ${tile('Idle', idle, clients({ status: 'active', use: 'idle' }), `unused for ${duration(idleAge(inForce))}`)}
    ${inForce.cimd.enabled || bySource.cimd > 0 ? tile('With a document', bySource.cimd, clients({ source: 'cimd' }), 'not registered') : undefined}
    ${tile('Disabled', disabled, clients({ status: 'disabled' }))}
    ${tile('Pending', pending, visit.link('pending'), pending > 0 ? 'waiting for approval' : 'none')}
  </ul>`;
}

function tile(title: string, value: number, href: string, more = ''): Html {
  return html`<li>
    <a href="${href}"><span>${title}</span><strong>${number(value)}</strong><small>${more}</small></a>
  </li>`;
}

function limits(visit: Visit, { cap, bySource }: DcrStatistics, inForce: DcrSettings): Html {
  const { maxRegistrationsPerWindow, registrationWindow, cleanup, audit } = inForce;
  return html`<section class="card" aria-labelledby="limits">
    <h2 id="limits">Limits in force</h2>
    ${cap ? capacity(cap) : undefined}
    <dl>
      <dt>Attempts per IP address</dt>
      <dd>${attempts(maxRegistrationsPerWindow)} in ${duration(registrationWindow)}</dd>
      ${inForce.cimd.enabled ? documentLimits(bySource.cimd, inForce) : undefined}
      <dt>Unused clients are cleaned up after</dt>
      <dd>${cleanup ? age(cleanup.unusedAfter) : 'never'}</dd>
      <dt>Idle clients are cleaned up after</dt>
      <dd>${cleanup ? age(cleanup.idleAfter) : 'never'}</dd>
      <dt>Audit events are kept for</dt>
      <dd>${duration(audit.retention)}</dd>
    </dl>
    <p><a href="${visit.link('cleanup')}">What would a sweep remove now?</a></p>
  </section>`;
}

function attempts(limit: DcrSettings['maxRegistrationsPerWindow']): string {
  if (limit === 'function') return 'Decided by the application,';
  return limit === 'unlimited' ? 'No limit' : number(limit);
}

function age(value: number | 'function'): string {
  return value === 'function' ? 'an age that the application decides' : duration(value);
}

/** The window of discoveries is not an option. */
function documentLimits(used: number, { cimd }: DcrSettings): Html {
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
