import type { DcrPolicyContext } from '../policy/policy.js';
import type { RegistrationOrigin } from './origin.js';
import type { Registration } from './registration.js';

export function toPolicyContext({ requested, metadata, profile, origin }: Registration): DcrPolicyContext {
  const context: DcrPolicyContext = {
    clientName: profile.clientName,
    redirectUris: profile.redirectUris,
    grantTypes: profile.grantTypes,
    responseTypes: profile.responseTypes,
    scopes: profile.scope?.split(' ') ?? [],
    tokenEndpointAuthMethod: profile.tokenEndpointAuthMethod,
    ...(metadata.softwareId !== undefined && { softwareId: metadata.softwareId }),
    ...(metadata.softwareVersion !== undefined && { softwareVersion: metadata.softwareVersion }),
    ...(origin.ip !== undefined && { ip: origin.ip }),
    headers: joinHeaders(origin.headers),
    ...(origin.userAgent !== undefined && { userAgent: origin.userAgent }),
    requested,
  };
  return deepFreeze(structuredClone(context));
}

function joinHeaders(headers: RegistrationOrigin['headers'] = {}): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}

/** Recursion is safe: a context is members, with lists and maps in them, and nothing deeper. */
function deepFreeze<T extends object>(object: T): T {
  for (const value of Object.values(object)) {
    if (typeof value === 'object' && value !== null) deepFreeze(value);
  }
  return Object.freeze(object);
}
