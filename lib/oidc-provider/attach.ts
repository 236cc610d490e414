import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { DcrClientService } from '../clients/client.service.js';
import type { DcrMetadataService } from '../discovery/metadata.service.js';
import { StorageUnavailableError } from './storage-unavailable.error.js';

/** Seconds. */
const RETRY_AFTER = '5';

export interface AttachDcrServices {
  clients: Pick<DcrClientService, 'authenticate'>;
  metadata: Pick<DcrMetadataService, 'describe'>;
}

/**
 * Joins a provider that was made with `withDcr` (or `dcrAdapter`) to the rest of this package:
 *
 * - its discovery documents name the registration endpoint, for as long as registration is open;
 * - redeeming a code or a refresh token counts as use, which keeps a client from being cleaned up;
 * - while the database is away, clients are told when to try again.
 *
 * @example attachDcr(provider, { clients, metadata })
 */
export function attachDcr(provider: Provider, { clients, metadata }: AttachDcrServices): void {
  provider.use(async (ctx, next) => {
    await next();
    const answered = ctx as KoaContextWithOIDC;
    const route = answered.status === 200 ? answered.oidc?.route : undefined;
    if (route === 'discovery') await describeRegistration(answered, metadata);
    if (route === 'token') await recordUse(answered, clients);
    if (answered.status === 503) answered.set('Retry-After', RETRY_AFTER);
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

async function recordUse({ oidc }: KoaContextWithOIDC, clients: AttachDcrServices['clients']): Promise<void> {
  const [clientId, grantType] = [oidc.client?.clientId, oidc.params?.['grant_type']];
  if (!clientId || typeof grantType !== 'string') return;
  // The tokens are issued and the old ones spent: to fail now would leave the client with neither. A static client
  // of the host's is not known here, and what cannot be noted is noted at the next use.
  await clients.authenticate({ clientId, grantType }).catch(() => undefined);
}
