import type { DcrPolicyContext } from '../policy/policy.js';
import type { ClientMetadata } from './client-metadata.js';
import type { NegotiatedMetadata } from './negotiation.js';
import type { RegistrationOrigin } from './origin.js';
import type { RequestedMetadata } from './recognised-members.js';

export function policyContext(
  requested: RequestedMetadata,
  metadata: ClientMetadata,
  negotiated: NegotiatedMetadata,
  clientName: string,
  origin: RegistrationOrigin,
): DcrPolicyContext {
  const context: DcrPolicyContext = {
    clientName,
    redirectUris: negotiated.redirectUris,
    grantTypes: negotiated.grantTypes,
    responseTypes: negotiated.responseTypes,
    scopes: negotiated.scope?.split(' ') ?? [],
    tokenEndpointAuthMethod: negotiated.tokenEndpointAuthMethod,
    ...(metadata.softwareId !== undefined && { softwareId: metadata.softwareId }),
    ...(metadata.softwareVersion !== undefined && { softwareVersion: metadata.softwareVersion }),
    ...(origin.ip !== undefined && { ip: origin.ip }),
    headers: joinHeaders(origin.headers),
    ...(origin.userAgent !== undefined && { userAgent: origin.userAgent }),
    requested,
  };
  return freeze(structuredClone(context));
}

function joinHeaders(headers: RegistrationOrigin['headers'] = {}): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}

/** Two levels are all there is: members, and the lists and maps in them. */
function freeze<T extends object>(object: T): T {
  for (const value of Object.values(object)) {
    if (typeof value === 'object' && value !== null) freeze(value);
  }
  return Object.freeze(object);
}
