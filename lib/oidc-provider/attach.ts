import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { DcrMetadataService } from '../discovery/metadata.service.js';
import { guardAuthorization, guardTokens } from './guard-responses.js';
import { GrantSessions, type SessionServices } from './grant-sessions.js';
import { useIssuerOrigin } from './issuer-origin.js';
import { RETRY_AFTER_SECONDS, StorageUnavailableError } from './storage-unavailable.error.js';

/**
 * The services of this package that `attachDcr` needs.
 *
 * @see docs/authorization-server.md#with-oidc-provider
 */
export interface AttachDcrServices extends SessionServices {
  metadata: Pick<DcrMetadataService, 'describe'>;
}

/**
 * Connects a provider that was configured with `withDcr` (or `dcrAdapter`) to the rest of this package:
 *
 * - its URLs start with the issuer's origin, never with the Host header;
 * - its discovery documents announce the registration endpoint while registration is open;
 * - every grant to a registered client has a session (`externalId` is the grant's id), opened with its first code and
 *   closed when the grant ends, as on logout. Before any code or token is sent, the session must be active and the
 *   client usable; otherwise the grant is destroyed, and the token endpoint answers 401 `invalid_client` or 400
 *   `invalid_grant`. This check also counts as use, which keeps the client from being cleaned up;
 * - while the database is unavailable, it issues nothing and answers 503 with `Retry-After`.
 *
 * Your own clients, in the provider's `clients`, are not affected. Provide `providerSessionRevoker` too, so that
 * revoking a session also revokes its tokens at once.
 *
 * @see docs/authorization-server.md#with-oidc-provider
 * @example attachDcr(provider, { clients, sessions, metadata })
 */
export function attachDcr(provider: Provider, services: AttachDcrServices): void {
  const sessions = new GrantSessions(provider, services);
  const closing = new WeakMap<object, Promise<void>[]>();
  provider.on('grant.revoked', (ctx, grantId) => {
    closing.set(ctx, [...(closing.get(ctx) ?? []), sessions.close(grantId)]);
  });
  // The application's own code destroys grants too, for example on a page where users disconnect a client.
  provider.on('grant.destroyed', ({ jti }) => void sessions.close(jti));
  provider.use(useIssuerOrigin(provider));
  provider.use(async (ctx, next) => {
    await next();
    const answered = ctx as KoaContextWithOIDC;
    const route = answered.oidc?.route;
    if (route === 'discovery' && answered.status === 200)
      await describeRegistration(answered, services.metadata);
    if (route === 'token' && answered.status === 200) await guardTokens(answered, sessions);
    if (route === 'authorization' || route === 'resume') await guardAuthorization(answered, sessions);
    await Promise.all(closing.get(ctx) ?? []);
    if (answered.status === 503) answered.set('Retry-After', RETRY_AFTER_SECONDS);
  });
}

async function describeRegistration(ctx: KoaContextWithOIDC, metadata: AttachDcrServices['metadata']) {
  try {
    ctx.body = await metadata.describe(ctx.body as Parameters<typeof metadata.describe>[0]);
  } catch (cause) {
    const { status, error, error_description } = new StorageUnavailableError(cause);
    ctx.status = status;
    ctx.body = { error, error_description };
  }
}
