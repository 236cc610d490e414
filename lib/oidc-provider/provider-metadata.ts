import type { ClientMetadata, ResponseType } from 'oidc-provider';
import type { DcrClient } from '../clients/client.entity.js';
import { LOOPBACK_HOSTS } from '../clients/redirect-uri.js';
import { toClientInformation } from '../registration/client-information.js';

/** The form that `oidc-provider` requires of a contact; RFC 7591 accepts any string. */
const EMAIL = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/;

/** Members that `oidc-provider` does not have. */
const UNKNOWN_TO_PROVIDER = { softwareId: null, softwareVersion: null, localized: null };

/**
 * A registered client in the form in which `oidc-provider` loads one. The provider refuses the whole client for a
 * single invalid member, so members that it would refuse are left out where the client works without them.
 *
 * @param knownScopes the scopes that the provider is configured with; `undefined` keeps the registered ones
 * @see https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata
 */
export function toProviderMetadata(client: DcrClient, knownScopes?: ReadonlySet<string>): ClientMetadata {
  const native = client.redirectUris.some((uri) => !isHttps(uri));
  const { response_types, ...registered } = toClientInformation(
    Object.assign({}, client, UNKNOWN_TO_PROVIDER, {
      // Only `native` accepts loopback addresses and private-use schemes, with any port (RFC 8252 §7.3) …
      applicationType: native ? 'native' : 'web',
      // … and it accepts no `https` on a loopback host beside them.
      redirectUris: native ? client.redirectUris.filter((uri) => !isHttpsLoopback(uri)) : client.redirectUris,
      scope: narrowScope(client.scope, knownScopes),
      contacts: client.contacts?.filter((contact) => EMAIL.test(contact)) ?? null,
    }),
  );
  return {
    ...registered,
    response_types: response_types as ResponseType[],
    token_endpoint_auth_method: 'none',
  };
}

function isHttps(uri: string): boolean {
  return new URL(uri).protocol === 'https:';
}

function isHttpsLoopback(uri: string): boolean {
  return isHttps(uri) && LOOPBACK_HOSTS.has(new URL(uri).hostname);
}

/** If no known scope is left, the scope stays as it is: the client is then refused instead of getting every scope. */
function narrowScope(scope: string | null, known?: ReadonlySet<string>): string | null {
  if (!scope || !known) return scope;
  return (
    scope
      .split(' ')
      .filter((token) => known.has(token))
      .join(' ') || scope
  );
}
