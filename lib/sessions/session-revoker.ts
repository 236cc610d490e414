import type { DcrSession } from './session.entity.js';

/**
 * The injection token under which your application provides its {@link DcrSessionRevoker}, in any module:
 * `{ provide: DCR_SESSION_REVOKER, useClass: MyRevoker }`.
 *
 * @see docs/operating.md#disable-revoke-or-delete-a-client
 */
export const DCR_SESSION_REVOKER = Symbol('DCR_SESSION_REVOKER');

/**
 * Ends what belongs to a revoked session in your application: its grant, codes, access and refresh tokens.
 *
 * @see docs/operating.md#disable-revoke-or-delete-a-client
 */
export interface DcrSessionRevoker {
  /**
   * Called for each revoked session. If it throws or takes longer than 10 seconds, it is retried until it succeeds. Each
   * replica retries, and so does each module on the same data source, so revoking twice must do no harm. `session.externalId` is your own name for the session.
   */
  revoke(session: DcrSession): Promise<void>;
}
