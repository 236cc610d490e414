import type { KoaContextWithOIDC } from 'oidc-provider';
import type { DcrMetadataService } from '../discovery/metadata.service.js';
import { StorageUnavailableError } from './storage-unavailable.error.js';

/**
 * Advertises the registration endpoint in the provider's own discovery documents, and no longer while registration
 * is paused.
 *
 * @example provider.use(dcrDiscovery(metadata))
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
 */
export function dcrDiscovery(metadata: Pick<DcrMetadataService, 'describe'>) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> => {
    await next();
    if (ctx.oidc?.route !== 'discovery' || ctx.status !== 200) return;
    try {
      ctx.body = await metadata.describe(ctx.body as Parameters<typeof metadata.describe>[0]);
    } catch (cause) {
      const { status, error, error_description } = new StorageUnavailableError(cause);
      ctx.status = status;
      ctx.body = { error, error_description };
    }
  };
}
