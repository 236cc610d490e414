import type { DcrSettings } from '../../admin/settings.reader.js';
import type { Visit } from '../visit.js';
import { html, type Html } from './html.js';

const METADATA = JSON.stringify({
  client_name: 'My first client',
  redirect_uris: ['http://localhost:8080/callback'],
});

/** For an empty database: how to register the first client. */
export function firstClient({ origin }: Visit, settings: DcrSettings): Html {
  const endpoint = origin + settings.endpoint;
  return html`<section class="card first" aria-labelledby="first">
    <h2 id="first">No client has registered yet</h2>
    <p>Clients register at <code>${endpoint}</code>. Try it in a terminal:</p>
    <pre tabindex="0" aria-label="A command that registers a client">
curl -X POST ${endpoint} -H 'content-type: application/json' -d '${METADATA}'</pre>
  </section>`;
}
