import {
  errors,
  type Client,
  type Configuration,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import { type ClientServices, dcrAdapter, type DcrAdapterOptions, type ProviderAdapter } from './adapter.js';
import { acceptSelectAccount } from './select-account.js';

/**
 * The provider's scopes if the application configures none. Not `offline_access`: clients request every scope that is
 * announced, and get a refresh token without it.
 */
const DEFAULT_SCOPES = ['openid'];

/**
 * Options of {@link withDcr}.
 *
 * @see docs/authorization-server.md#with-oidc-provider
 */
export interface WithDcrOptions extends Pick<DcrAdapterOptions, 'limitToRegisteredScopes'> {
  clients: ClientServices;
  /**
   * The protected resources by their RFC 8707 identifier, such as the URL of an MCP server. Tokens for any other
   * resource are refused. If there is only one, it is the default for a client that names none, unless the client
   * only signs a user in (`openid` without a scope of the resource).
   */
  resources?: Record<string, ResourceServer>;
}

/**
 * Completes your `oidc-provider` configuration for clients that register themselves. It keeps your own settings, and
 * sets the others so that these clients get working tokens:
 *
 * - clients come from this package (`dcrAdapter`), and the scopes of `resources` are known to the provider;
 * - a client that registered for `refresh_token` gets one (by default, the provider also requires `offline_access`),
 *   and it outlives the browser's session;
 * - `resource` parameters are supported; at the token endpoint, the granted resource is the default;
 * - public clients may call the token endpoint from any web page (no cookie is involved, PKCE is required);
 * - the provider's development pages, which accept any password, are off.
 *
 * @throws TypeError if the provider's own feature `registration` or `clientIdMetadataDocument` is on
 * @see docs/authorization-server.md#with-oidc-provider
 * @example new Provider(issuer, withDcr({ adapter: MyAdapter, jwks, findAccount }, { clients }))
 */
export function withDcr(
  configuration: Configuration & { adapter: ProviderAdapter },
  { clients, resources = {}, limitToRegisteredScopes = true }: WithDcrOptions,
): Configuration {
  if (configuration.features?.registration?.enabled) {
    throw new TypeError(
      'features.registration must be off: nestjs-dcr answers the registrations in its place.',
    );
  }
  if (configuration.features?.clientIdMetadataDocument?.enabled) {
    throw new TypeError(
      'features.clientIdMetadataDocument must be off: nestjs-dcr reads the documents, with the option cimd. The ' +
        "provider's own would let a client back in that you disabled.",
    );
  }
  const scopes = knownScopes(configuration, resources);
  return {
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    clientBasedCORS: (_ctx, _origin, client) => isPublic(client),
    ...configuration,
    adapter: dcrAdapter(clients, configuration.adapter, { scopes, limitToRegisteredScopes }),
    interactions: {
      ...configuration.interactions,
      policy: acceptSelectAccount(configuration.interactions?.policy),
    },
    scopes,
    pkce: pkceForPublicClients(configuration),
    features: {
      devInteractions: { enabled: false },
      ...configuration.features,
      resourceIndicators: { ...resourceIndicators(resources), ...configuration.features?.resourceIndicators },
    },
  };
}

/** `oidc-provider` also treats the names of claim groups as scopes. */
function knownScopes(configuration: Configuration, resources: Record<string, ResourceServer>): string[] {
  const ofClaims = Object.entries(configuration.claims ?? {}).flatMap(([name, claims]) =>
    claims ? [name] : [],
  );
  const ofResources = Object.values(resources).flatMap(({ scope }) => scope.split(' ').filter(Boolean));
  return [...new Set([...(configuration.scopes ?? DEFAULT_SCOPES), ...ofClaims, ...ofResources])];
}

/** RFC 7636: PKCE is never optional for a client without a secret. The provider supports only S256. */
function pkceForPublicClients({ pkce }: Configuration): Configuration['pkce'] {
  const required = pkce?.required;
  if (!required) return pkce;
  return { ...pkce, required: (ctx, client) => isPublic(client) || required(ctx, client) };
}

/** RFC 8707. */
function resourceIndicators(
  resources: Record<string, ResourceServer>,
): NonNullable<Configuration['features']>['resourceIndicators'] {
  const [only, ...others] = Object.keys(resources);
  return {
    enabled: true,
    defaultResource: (ctx, _client, oneOf) =>
      oneOf ?? (only && others.length === 0 && isFor(resources[only]!, ctx) ? only : undefined),
    useGrantedResource: () => true,
    getResourceServerInfo: (_ctx, indicator) => {
      const resource = Object.hasOwn(resources, indicator) ? resources[indicator] : undefined;
      if (!resource) throw new errors.InvalidTarget();
      return resource;
    },
  };
}

/** A token for a resource does not work at the userinfo endpoint, which a client that only signs users in calls. */
function isFor(resource: ResourceServer, { oidc }: KoaContextWithOIDC): boolean {
  const requested = oidc.requestParamScopes;
  return !requested.has('openid') || resource.scope.split(' ').some((scope) => requested.has(scope));
}

function isPublic(client: Client): boolean {
  return client.tokenEndpointAuthMethod === 'none';
}
