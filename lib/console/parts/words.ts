import type { DcrClient } from '../../clients/client.entity.js';
import { html, type Html } from './html.js';
import type { Visit } from '../visit.js';

const STATUS = { active: 'Active', pending: 'Pending', disabled: 'Disabled' };

/** Text from a client, isolated so that right-to-left text does not reorder its surroundings. */
export function name(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

export function statusBadge({ status }: Pick<DcrClient, 'status'>): Html {
  return html`<span class="badge ${status}">${STATUS[status]}</span>`;
}

/** Links to a client, which may no longer exist: the audit log also contains deleted clients. */
export function clientLink(visit: Visit, clientId: string): Html {
  // A URL may be as long as 512 characters.
  const look = clientId.startsWith('https://') ? 'id url' : 'id';
  return html`<a class="${look}" href="${visit.linkToClient(clientId)}">${clientId}</a>`;
}

export function number(value: number): string {
  return value.toLocaleString('en');
}

/** `1 client`, `2 clients`. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

/** The first few hosts of the redirect URIs. */
export function hosts(all: readonly string[], maxShown = 2): Html {
  const more = all.length - maxShown;
  return html`<span class="hosts"
    >${all.slice(0, maxShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}</span
  >`;
}
