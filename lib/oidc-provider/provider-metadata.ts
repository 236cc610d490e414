import type { ClientMetadata, ResponseType } from 'oidc-provider';
import type { DcrClient } from '../clients/client.entity.js';
import { LOOPBACK_HOSTS } from '../clients/redirect-uri.js';

/** The form that `oidc-provider` demands of a contact; RFC 7591 only speaks of strings. */
const EMAIL = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/;

/**
 * A registered client in the form in which `oidc-provider` loads one. It refuses a client as a whole for a single
 * member that it dislikes, so what it would dislike is left out where the client works without it.
 *
 * @param knownScopes the scopes that the provider is configured with; `undefined` keeps the registered ones
 */
export function toProviderMetadata(client: DcrClient, knownScopes?: ReadonlySet<string>): ClientMetadata {
  const native = client.redirectUris.some((uri) => !isHttps(uri));
  return withoutEmpty({
    client_id: client.clientId,
    client_id_issued_at: Math.floor(client.createdAt.getTime() / 1000),
    client_name: client.clientName,
    // Of the two only `native` takes loopback addresses and private-use schemes, with any port (RFC 8252 §7.3) …
    application_type: native ? 'native' : 'web',
    // … and it takes no `https` on a loopback host beside them.
    redirect_uris: native ? client.redirectUris.filter((uri) => !isHttpsLoopback(uri)) : client.redirectUris,
    grant_types: client.grantTypes,
    response_types: client.responseTypes as ResponseType[],
    token_endpoint_auth_method: 'none',
    scope: narrowScope(client.scope, knownScopes),
    client_uri: client.clientUri,
    logo_uri: client.logoUri,
    tos_uri: client.tosUri,
    policy_uri: client.policyUri,
    contacts: client.contacts?.filter((contact) => EMAIL.test(contact)),
  });
}

function isHttps(uri: string): boolean {
  return new URL(uri).protocol === 'https:';
}

function isHttpsLoopback(uri: string): boolean {
  return isHttps(uri) && LOOPBACK_HOSTS.has(new URL(uri).hostname);
}

/** Where nothing known is left, the scope stays as it is: the client is then refused, never given every scope. */
function narrowScope(scope: string | null, known?: ReadonlySet<string>): string | null {
  if (!scope || !known) return scope;
  return (
    scope
      .split(' ')
      .filter((token) => known.has(token))
      .join(' ') || scope
  );
}

type Loose<T> = { [Member in keyof T]: T[Member] | null };

/** No `null` and nothing empty: the provider's type checks fail on both. */
function withoutEmpty(metadata: Loose<ClientMetadata>): ClientMetadata {
  const given = Object.entries(metadata).filter(
    ([, value]) => value !== null && value !== undefined && value !== '' && !isEmptyList(value),
  );
  return Object.fromEntries(given) as unknown as ClientMetadata;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
