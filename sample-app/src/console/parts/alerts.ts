import type { CapacityUse } from 'nestjs-dcr';
import { html, type Html } from '../../html/html.js';
import type { Frame } from '../frame.js';
import { ago } from './times.js';
import { count, name, number } from './words.js';

/** Conditions that prevent registration, at the top of every page. */
export function alerts({ paused, cap }: Frame['state']): Html {
  return html`${paused ? pausedAlert(paused) : undefined} ${cap && isFull(cap) ? fullAlert(cap) : undefined}`;
}

export function isFull({ used, max }: CapacityUse): boolean {
  return used >= max;
}

function pausedAlert({ by, reason, since }: Exclude<Frame['state']['paused'], false>): Html {
  return html`<p class="alert waiting">
    <strong>Registration is paused</strong>${by ? html` by ${name(by)}` : undefined}, ${ago(since)}.
    ${reason ? html`Reason: ${name(reason)}.` : 'No reason was given.'} New registrations are rejected with
    403.
    <a href="/admin#switch">Resume registration</a>
  </p>`;
}

function fullAlert({ used, max }: CapacityUse): Html {
  return html`<p class="alert full">
    <strong>The cap is reached: every registration is rejected with 503.</strong> ${number(used)} of at most
    ${count(max, 'client')}. <a href="/admin/cleanup">See what a sweep would remove</a>, delete clients, or
    raise the cap.
  </p>`;
}
