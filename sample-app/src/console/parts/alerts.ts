import type { CapacityUse } from 'nestjs-dcr';
import { html, type Html } from '../../html/html.js';
import type { Frame } from '../frame.js';
import { ago } from './times.js';
import { count, name, number } from './words.js';

/** Conditions that keep clients out, at the top of every page. */
export function alerts({ paused, discoveryPaused, cap }: Frame['state']): Html {
  return html`${paused ? pausedAlert(paused) : undefined}
  ${discoveryPaused ? discoveryAlert(discoveryPaused) : undefined}
  ${cap && isFull(cap) ? fullAlert(cap) : undefined}`;
}

export function isFull({ used, max }: CapacityUse): boolean {
  return used >= max;
}

type Pause = Exclude<Frame['state']['paused'], false>;

function pausedAlert(pause: Pause): Html {
  return html`<p class="alert waiting">
    <strong>Registration is paused</strong>${details(pause)} New registrations are rejected with 403.
    <a href="/admin#switch">Resume registration</a>
  </p>`;
}

function discoveryAlert(pause: Pause): Html {
  return html`<p class="alert waiting">
    <strong>Discovery is paused</strong>${details(pause)} Unknown clients with metadata documents are rejected
    with 503.
    <a href="/admin/discovery">Resume discovery</a>
  </p>`;
}

function details({ by, reason, since }: Pause): Html {
  return html`${by ? html` by ${name(by)}` : undefined}, ${ago(since)}.
  ${reason ? html`Reason: ${name(reason)}.` : 'No reason was given.'}`;
}

function fullAlert({ used, max }: CapacityUse): Html {
  return html`<p class="alert full">
    <strong>The cap is reached: every registration is rejected with 503.</strong> ${number(used)} of at most
    ${count(max, 'client')}. <a href="/admin/cleanup">See what a sweep would remove</a>, delete clients, or
    raise the cap.
  </p>`;
}
