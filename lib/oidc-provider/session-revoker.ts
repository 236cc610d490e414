import type { Provider } from 'oidc-provider';
import type { DcrSessionRevoker } from '../sessions/session-revoker.js';
import { destroyGrant } from './destroy-grant.js';

/**
 * Ends a revoked session at the provider, with its grant and all its codes, access tokens and refresh tokens. It
 * calls your adapter's `revokeByGrantId`, which must remove every row of the grant, and may be called twice. Access
 * tokens in the JWT format are not stored and stay valid until they expire, so make them opaque or short-lived.
 *
 * @see docs/authorization-server.md#with-oidc-provider
 * @example
 * // Beside the provider itself, in any module of your application:
 * providers: [
 *   { provide: Provider, inject: […], useFactory: createProvider },
 *   { provide: DCR_SESSION_REVOKER, inject: [Provider], useFactory: providerSessionRevoker },
 * ]
 */
export function providerSessionRevoker(provider: Provider): DcrSessionRevoker {
  return {
    async revoke({ externalId }) {
      // The application may have opened the session without a grant.
      if (externalId !== null) await destroyGrant(provider, externalId);
    },
  };
}
