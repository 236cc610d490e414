import { isIPv4, isIPv6 } from 'node:net';
import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';
import { html, type Html } from './html.js';
import { ruleLink } from './rules.js';
import type { Visit } from '../visit.js';

/** Longer User-Agents are collapsed. */
const MAX_PLAIN_AGENT_LENGTH = 80;

const nothing = html`<span class="faint">–</span>`;

/** An operator, or the caller's address and User-Agent. Each leads to everything that the same one did. */
export function caller(visit: Visit, { actor, ip, userAgent, outcome }: DcrAuditEvent): Html {
  if (actor !== null) return html`<a href="${visit.link('audit', { actor })}">${actor}</a>`;
  if (ip === null && userAgent === null) return nothing;
  return html`${ip === null ? undefined : address(visit, ip, outcome === 'rejected')}
  ${userAgent ? agent(userAgent) : undefined}`;
}

/** @param canBlock whether to offer a rule about the network */
function address(visit: Visit, ip: string, canBlock: boolean): Html {
  const network = networkOf(ip);
  return html`<a href="${visit.link('audit', { ip })}">${ip}</a> ${
      network
        ? html`<a
              class="network"
              href="${visit.link('audit', { search: network })}"
              title="Addresses that begin with ${network}"
              >network</a
            >
            ${visit.isReadOnly || !canBlock || blockableNetworkOf(ip) === undefined ? undefined : html`<span class="network">${ruleLink(visit, { kind: 'network', value: blockableNetworkOf(ip)! }, 'block…')}</span>`}`
        : undefined
    }`;
}

/** The beginning of the addresses of a network: /24 of IPv4, /64 of IPv6. */
function networkOf(ip: string): string | undefined {
  if (isIPv4(ip)) return ip.slice(0, ip.lastIndexOf('.') + 1);
  if (!isIPv6(ip)) return undefined;
  const [start = ''] = ip.split('::');
  const groups = start.split(':');
  if (start === '') return undefined;
  return groups.length > 4 ? `${groups.slice(0, 4).join(':')}:` : `${start}:`;
}

/** The same network in the notation of a rule. */
function blockableNetworkOf(ip: string): string | undefined {
  if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf('.'))}.0/24`;
  return isIPv6(ip) ? `${ip}/64` : undefined;
}

/** A long User-Agent is truncated to a few lines, and can be expanded. */
function agent(userAgent: string): Html {
  if (userAgent.length <= MAX_PLAIN_AGENT_LENGTH) return html`<small class="agent">${userAgent}</small>`;
  return html`<details class="agent">
    <summary><small>${userAgent}</small></summary>
  </details>`;
}
