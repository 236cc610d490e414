import type { CapacityUse } from '../../registration/client-capacity.service.js';
import { html, type Html } from './html.js';
import type { Frame } from '../frame.js';
import type { Visit } from '../visit.js';
import { ago } from './times.js';
import { count, name, number } from './words.js';

/** Conditions that keep clients out, at the top of every page. */
export function alerts(visit: Visit, { paused, discoveryPaused, cap }: Frame['state']): Html {
  return html`${paused ? pausedAlert(visit, paused) : undefined}
  ${discoveryPaused ? discoveryAlert(visit, discoveryPaused) : undefined}
  ${cap && isFull(cap) ? fullAlert(visit, cap) : undefined}`;
}

export function isFull({ used, max }: CapacityUse): boolean {
  return used >= max;
}

type Pause = Exclude<Frame['state']['paused'], false>;

function pausedAlert(visit: Visit, pause: Pause): Html {
  return html`<p class="alert waiting">
    <strong>Registration is paused</strong>${details(pause)} New registrations are rejected with 403.
    <a href="${visit.link()}#switch">Resume registration</a>
  </p>`;
}

function discoveryAlert(visit: Visit, pause: Pause): Html {
  return html`<p class="alert waiting">
    <strong>Discovery is paused</strong>${details(pause)} Unknown clients with metadata documents are rejected
    with 503.
    <a href="${visit.link('discovery')}">Resume discovery</a>
  </p>`;
}

function details({ by, reason, since }: Pause): Html {
  return html`${by ? html` by ${name(by)}` : undefined}, ${ago(since)}.
  ${reason ? html`Reason: ${name(reason)}.` : 'No reason was given.'}`;
}

function fullAlert(visit: Visit, { used, max }: CapacityUse): Html {
  return html`<p class="alert full">
    <strong>The cap is reached: every registration is rejected with 503.</strong> ${number(used)} of at most
    ${count(max, 'client')}. <a href="${visit.link('cleanup')}">See what a sweep would remove</a>, delete
    clients, or raise the cap.
  </p>`;
}
