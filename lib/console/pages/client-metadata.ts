import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import type { DcrClient, DcrClientSource } from '../../clients/client.entity.js';
import { html, type Html } from '../parts/html.js';
import { SOURCES } from '../parts/sources.js';

type Value = string | readonly string[] | null | undefined;

const SOURCE_DETAILS: Record<DcrClientSource, string> = {
  dcr: `${SOURCES.dcr}; nothing here is verified`,
  cimd: `${SOURCES.cimd}; only its host is verified`,
  manual: `${SOURCES.manual}: registered by an operator`,
};

/** The metadata with RFC 7591's names. URLs are plain text: an operator should not open a link that a client wrote. */
export function registered(client: DcrClient): Html {
  const members: [name: string, value: Value][] = [
    ['redirect_uris', client.redirectUris],
    ['Redirect hosts', client.redirectHosts],
    ['grant_types', client.grantTypes],
    ['response_types', client.responseTypes],
    ['token_endpoint_auth_method', client.tokenEndpointAuthMethod],
    ['scope', client.scope],
    ['application_type', client.applicationType],
    ['client_uri', client.clientUri],
    ['logo_uri', client.logoUri],
    ['tos_uri', client.tosUri],
    ['policy_uri', client.policyUri],
    ['contacts', client.contacts],
    ['software_id', client.softwareId],
    ['software_version', client.softwareVersion],
    ...Object.entries(client.localized ?? {}),
  ];
  return html`<section class="card" aria-labelledby="registered">
    <h2 id="registered">Registered metadata</h2>
    <dl>
      ${members.map(([name, value]) => member(name, value))}
      <dt>Source</dt>
      <dd>${SOURCE_DETAILS[client.source]}</dd>
    </dl>
  </section>`;
}

function member(name: string, value: Value): Html | undefined {
  const lines = [value ?? []].flat();
  if (lines.length === 0) return undefined;
  return html`<dt>${name}</dt>
    ${lines.map((line) => html`<dd><bdi>${line}</bdi></dd>`)}`;
}

/** The requested values that were substituted, from the audit event of the registration or discovery. */
export function substitutions(registration: DcrAuditEvent | undefined): Html {
  const changes = Object.entries(registration?.substituted ?? {});
  return html`<section class="card" aria-labelledby="substituted">
    <h2 id="substituted">Substitutions</h2>
    ${
      changes.length === 0
        ? html`<p class="faint">
            ${registration ? 'None: everything was registered as requested.' : 'The audit log no longer contains the request.'}
          </p>`
        : html`<table class="cards">
            <thead>
              <tr>
                <th scope="col">Member</th>
                <th scope="col">Requested</th>
                <th scope="col">Registered</th>
              </tr>
            </thead>
            <tbody>
              ${changes.map(
                ([name, { requested, registered: got }]) =>
                  html`<tr>
                    <th scope="row">${name}</th>
                    <td data-label="Requested">${inWords(requested)}</td>
                    <td data-label="Registered">${inWords(got)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`;
}

function inWords(value: unknown): Html {
  const lines = [value ?? []].flat();
  if (lines.length === 0) return html`nothing`;
  return html`${lines.map((line) => html`<span class="line">${typeof line === 'string' ? line : JSON.stringify(line)}</span>`)}`;
}
