import {
  type Adapter,
  type AdapterConstructor,
  type AdapterFactory,
  type AdapterPayload,
  errors,
  Provider,
} from 'oidc-provider';
import type { DcrClient } from '../clients/client.entity.js';
import { isDocumentUrl } from '../clients/document-clients.js';
import { DcrInvalidClientError } from '../errors/index.js';
import { callerAddress } from './caller-address.js';
import type { DcrClientService } from '../clients/client.service.js';
import { toProviderMetadata } from './provider-metadata.js';
import { RefreshTokenAdapter } from './refresh-token.adapter.js';
import { StorageUnavailableError } from './storage-unavailable.error.js';

/**
 * The services of this package that find clients. Without `discover`, no metadata document is fetched.
 *
 * @see docs/authorization-server.md#with-oidc-provider
 */
export type ClientServices = Pick<DcrClientService, 'findActive'> &
  Partial<Pick<DcrClientService, 'discover'>>;

/** The routes at which a client may be discovered by its metadata document. */
const DISCOVERY_ROUTES: ReadonlySet<string | undefined> = new Set([
  'authorization',
  'pushed_authorization_request',
]);

/** The routes that answer 401 to an unknown client: real clients begin anew only on that. */
const AUTHENTICATED_ROUTES: ReadonlySet<string | undefined> = new Set([
  'token',
  'introspection',
  'revocation',
]);

/**
 * Your provider's own storage: an adapter class or a factory function, as in the `adapter` of an `oidc-provider`
 * configuration.
 *
 * @see https://github.com/panva/node-oidc-provider/blob/main/docs/README.md#adapter
 */
export type ProviderAdapter = AdapterConstructor | AdapterFactory;

/**
 * Options of {@link dcrAdapter}.
 *
 * @see docs/authorization-server.md#with-oidc-provider
 */
export interface DcrAdapterOptions {
  /**
   * Every scope that the provider knows. Other registered scopes are left out, because the provider would refuse the
   * whole client. Default: all registered scopes are passed on.
   */
  scopes?: Iterable<string>;
  /**
   * Whether a client may only ask for the scopes that it registered (RFC 7591 §2). Set it to `false` if the user
   * decides on the consent page: some clients later request other scopes than they registered, and would be refused
   * with `invalid_scope`. Default: `true`.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
   */
  limitToRegisteredScopes?: boolean;
}

/**
 * The `adapter` of an `oidc-provider` configuration: clients come from this package, everything else (grants, codes,
 * tokens, sessions) stays in your own adapter. When the database is unavailable, the provider answers 503.
 *
 * @see docs/authorization-server.md#with-oidc-provider
 * @example new Provider(issuer, { adapter: dcrAdapter(clients, MyAdapter) })
 */
export function dcrAdapter(
  clients: ClientServices,
  adapter: ProviderAdapter,
  options: DcrAdapterOptions = {},
): AdapterFactory {
  const scopes = options.scopes && new Set(options.scopes);
  return (model) => {
    if (model === 'Client') return new ClientAdapter(clients, scopes, options.limitToRegisteredScopes);
    const own = create(adapter, model);
    return model === 'RefreshToken' ? new RefreshTokenAdapter(own) : own;
  };
}

/** Read-only: clients are created and removed only by the registration endpoint and the admin service. */
class ClientAdapter implements Adapter {
  readonly upsert = readOnly;
  readonly destroy = readOnly;
  readonly consume = readOnly;
  readonly revokeByGrantId = readOnly;
  readonly findByUid = nothing;
  readonly findByUserCode = nothing;

  constructor(
    private readonly clients: ClientServices,
    private readonly scopes?: ReadonlySet<string>,
    private readonly limitToRegisteredScopes = true,
  ) {}

  async find(clientId: string): Promise<AdapterPayload | undefined> {
    const client = await this.findClient(clientId);
    if (!client) return undefined;
    const metadata = toProviderMetadata(client, this.scopes);
    if (!this.limitToRegisteredScopes) delete metadata.scope;
    return metadata;
  }

  private async findClient(clientId: string): Promise<DcrClient | null> {
    try {
      if (!isDocumentUrl(clientId)) return await this.clients.findActive(clientId);
      const client = await this.findDocumentClient(clientId);
      if (client) return client;
    } catch (cause) {
      if (!(cause instanceof DcrInvalidClientError)) throw new StorageUnavailableError(cause);
    }
    // Without an error, a provider with the feature `clientIdMetadataDocument` would fetch the document itself.
    throw AUTHENTICATED_ROUTES.has(Provider.ctx?.oidc?.route)
      ? new errors.InvalidClientAuth('client not found')
      : new errors.InvalidClient('client is invalid', 'client not found');
  }

  /** Outside the authorization request nothing is fetched: an unreachable document must not end what was granted. */
  private findDocumentClient(clientId: string): Promise<DcrClient | null> {
    const { ctx } = Provider;
    const { clients } = this;
    if (!clients.discover || !DISCOVERY_ROUTES.has(ctx?.oidc?.route)) return clients.findActive(clientId);
    return once(ctx!, clientId, () => clients.discover!(clientId, { ip: callerAddress(ctx!) }));
  }
}

/** The outcome for each client of a request: the provider asks again when it shows an error. */
const discovered = new WeakMap<object, Map<string, Promise<DcrClient>>>();

function once(request: object, clientId: string, discover: () => Promise<DcrClient>): Promise<DcrClient> {
  const known = discovered.get(request) ?? new Map<string, Promise<DcrClient>>();
  discovered.set(request, known);
  const discovery = known.get(clientId) ?? discover();
  known.set(clientId, discovery);
  return discovery;
}

function readOnly(): Promise<never> {
  return Promise.reject(
    new Error("Clients belong to nestjs-dcr: turn off the provider's own 'registration' feature."),
  );
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}

/** Decides as the provider does: a class or a plain function has a prototype, an arrow function has none. */
function create(adapter: ProviderAdapter, model: string): Adapter {
  return isConstructor(adapter) ? new adapter(model) : adapter(model);
}

function isConstructor(adapter: ProviderAdapter): adapter is AdapterConstructor {
  return typeof adapter.prototype === 'object' && adapter.prototype !== null;
}
