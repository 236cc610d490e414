import type { DcrStatistics } from '../../admin/statistics.service.js';
import { html, type Html } from '../parts/html.js';
import { changeForm, hidden, reasonField } from '../parts/form.js';
import type { Visit } from '../visit.js';

const DISCOVERY_PATH = 'discovery';

/** Pauses and resumes registration, on the overview. */
export function registrationSwitch(visit: Visit, { paused }: DcrStatistics): Html {
  return html`<section class="card" aria-labelledby="switch">
    <h2 id="switch">Registration is ${state(paused)}</h2>
    <p class="faint">
      ${
        paused
          ? 'Every replica rejects new registrations, and the endpoint is not announced. Registered clients keep working.'
          : 'While paused, every replica rejects new registrations. Registered clients keep working.'
      }
    </p>
    ${form(visit, 'registration', 'registration', paused)}
  </section>`;
}

/** The state of discovery, on the overview. */
export function discoveryState(visit: Visit, { discoveryPaused }: DcrStatistics): Html {
  return html`<section class="card" aria-labelledby="discovery">
    <h2 id="discovery">Discovery is ${state(discoveryPaused)}</h2>
    <p class="faint">
      Clients may use the URL of a metadata document as their ID. ${effect(discoveryPaused)}
    </p>
    <a class="button quiet" href="${visit.link(DISCOVERY_PATH)}"
      >${discoveryPaused ? 'Resume' : 'Pause'} discovery…</a
    >
  </section>`;
}

/** Pauses and resumes discovery, on its own page. */
export function discoveryPage(visit: Visit, { discoveryPaused }: DcrStatistics): Html {
  return html`<h1>${discoveryPaused ? 'Resume' : 'Pause'} discovery</h1>
    <section class="card narrow">
      <p>Discovery is ${state(discoveryPaused)}. ${effect(discoveryPaused)}</p>
      ${form(visit, 'discovery', DISCOVERY_PATH, discoveryPaused)}
    </section>`;
}

function effect(paused: DcrStatistics['discoveryPaused']): string {
  return paused
    ? 'No replica reads documents, and their support is not announced: unknown clients are rejected with 503. Known clients keep working with the stored copies.'
    : 'While paused, no replica reads documents: unknown clients are rejected with 503. Known clients keep working with the stored copies.';
}

function state(paused: DcrStatistics['paused']): Html {
  return paused
    ? html`<span class="badge disabled">paused</span>`
    : html`<span class="badge active">open</span>`;
}

function form(visit: Visit, what: string, action: string, paused: DcrStatistics['paused']): Html {
  return changeForm(
    visit,
    action,
    html`${hidden('to', paused ? 'open' : 'paused')} ${reasonField(visit, action)}
    ${paused ? html`<button>Resume ${what}</button>` : html`<button class="danger">Pause ${what}</button>`}`,
  );
}
