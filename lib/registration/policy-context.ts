import type { DcrPolicyContext } from '../policy/policy.js';
import type { RegistrationOrigin } from './origin.js';
import type { Registration } from './registration.js';

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

/** Unknown members are absent, not `undefined`, because a policy may enumerate the members. */
export function toPolicyContext({
  requested,
  metadata,
  profile,
  origin,
  document,
  isDryRun,
}: Registration): DcrPolicyContext {
  const context: Writable<DcrPolicyContext> = {
    source: document ? 'cimd' : 'dcr',
    clientName: profile.clientName,
    redirectUris: profile.redirectUris,
    grantTypes: profile.grantTypes,
    responseTypes: profile.responseTypes,
    scopes: profile.scope?.split(' ') ?? [],
    tokenEndpointAuthMethod: profile.tokenEndpointAuthMethod,
    headers: joinHeaders(origin.headers),
    requested,
  };
  if (document) {
    context.clientId = document.clientId;
    context.clientIdHost = document.host;
  }
  if (isDryRun) context.dryRun = true;
  if (metadata.softwareId !== undefined) context.softwareId = metadata.softwareId;
  if (metadata.softwareVersion !== undefined) context.softwareVersion = metadata.softwareVersion;
  if (origin.ip !== undefined) context.ip = origin.ip;
  if (origin.userAgent !== undefined) context.userAgent = origin.userAgent;
  return deepFreeze(structuredClone(context));
}

function joinHeaders(headers: RegistrationOrigin['headers'] = {}): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}

/** Recursion is safe, because a context contains nothing deeper than lists and maps. */
function deepFreeze<T extends object>(object: T): T {
  for (const value of Object.values(object)) {
    if (typeof value === 'object' && value !== null) deepFreeze(value);
  }
  return Object.freeze(object);
}
