import type { Provider } from 'oidc-provider';
import type { DcrSessionRevoker } from '../sessions/session-revoker.js';
import { destroyGrant } from './destroy-grant.js';

/**
 * What ends a revoked session at the provider: its grant and all codes, access and refresh tokens of it. Your adapter's
 * `revokeByGrantId` does the work, so it must remove every row of the grant, and may do so twice. Access tokens in the
 * JWT format are not kept anywhere: they live until they expire, so make them opaque or short-lived.
 *
 * @example
 * // Beside the provider itself, in any module of the host:
 * providers: [
 *   { provide: Provider, inject: […], useFactory: createProvider },
 *   { provide: DCR_SESSION_REVOKER, inject: [Provider], useFactory: providerSessionRevoker },
 * ]
 */
export function providerSessionRevoker(provider: Provider): DcrSessionRevoker {
  return {
    async revoke({ externalId }) {
      // One that the host opened by itself, without naming a grant.
      if (externalId !== null) await destroyGrant(provider, externalId);
    },
  };
}
