import type { DcrSession } from './session.entity.js';

/**
 * The injection token under which a host provides its {@link DcrSessionRevoker}, in any of its modules:
 * `{ provide: DCR_SESSION_REVOKER, useClass: MyRevoker }`.
 */
export const DCR_SESSION_REVOKER = Symbol('DCR_SESSION_REVOKER');

/** Ends at the host what a revoked session stands for: its grant, codes, access and refresh tokens. */
export interface DcrSessionRevoker {
  /**
   * Called once for each revoked session, and again, until it succeeds, when it throws or takes longer than 10
   * seconds: revoking twice must do no harm. `session.externalId` is the host's own name for it.
   */
  revoke(session: DcrSession): Promise<void>;
}
