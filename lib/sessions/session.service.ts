import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { isClientId } from '../clients/client-id.js';
import { DcrClientService } from '../clients/client.service.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrInvalidClientError, DcrInvalidGrantError } from '../errors/index.js';
import { isOpen, isSessionId, openAt } from './open-session.js';
import { SessionUseRecorder } from './session-use.recorder.js';
import { DcrSession } from './session.entity.js';
import { type OpenSessionRequest, SessionOpeningService } from './session-opening.service.js';

export type { OpenSessionRequest } from './session-opening.service.js';

/**
 * Records what the application's authorization server granted to clients, so that it can be revoked.
 *
 * @see docs/recipes/own-authorization-server.md#codes-and-tokens
 */
@Injectable()
export class DcrSessionService {
  /** @internal */
  constructor(
    private readonly database: DcrDatabase,
    private readonly clients: DcrClientService,
    private readonly opening: SessionOpeningService,
    private readonly uses: SessionUseRecorder,
  ) {}

  /**
   * Records that a user has granted access to a client. Call it before you issue tokens: a client that is disabled at that
   * moment gets no session, and must get no tokens. If the client has an open session under the same `externalId`, returns
   * that session unchanged.
   *
   * @throws DcrError 401 `invalid_client` for a client that is unknown, disabled or waiting for approval
   * @throws TypeError for an `expiresAt` that is not a valid date
   */
  open(request: OpenSessionRequest): Promise<DcrSession> {
    return this.opening.open(request, 'replace');
  }

  /**
   * Returns the session if it is open and its client may be used. Call it whenever tokens are refreshed.
   *
   * @throws DcrError 400 `invalid_grant` for a session that is unknown, closed, revoked or expired; 401
   *   `invalid_client` when its client may not be used; 503 when the database is unavailable
   */
  async requireActive(sessionId: string): Promise<DcrSession> {
    if (!isSessionId(sessionId)) throw new DcrInvalidGrantError('The session is unknown.');
    const session = await this.database.findOne(DcrSession, { id: sessionId });
    if (!session) throw new DcrInvalidGrantError('The session is unknown.');
    // Check the client first: real clients register again only after invalid_client.
    await this.clients.authenticate({ clientId: session.clientId });
    if (!isOpen(session, this.database.now())) throw new DcrInvalidGrantError('The session has ended.');
    return this.uses.record(session);
  }

  /**
   * For a server that names its grants: opens a grant's session on the first call, and requires it to be active on every later
   * call. A session that has ended is never opened again under the same `externalId`. Concurrent calls share one session.
   *
   * @throws DcrError as {@link open} and {@link requireActive} do
   */
  async openOrRequireActive(request: OpenSessionRequest & { externalId: string }): Promise<DcrSession> {
    const { clientId, externalId } = request;
    if (!isClientId(clientId)) throw new DcrInvalidClientError('The client may not be used.');
    const session = await this.database.findOne(DcrSession, { clientId, externalId });
    return session ? this.requireActive(session.id) : this.opening.open(request, 'refuse');
  }

  /** Returns the newest open session with this `externalId`, or `null`. */
  async findByExternalId(externalId: string): Promise<DcrSession | null> {
    if (externalId.includes('\0')) return null;
    const where = openAt(this.database.now(), { externalId });
    const sessions = await this.database.find(DcrSession, { where, order: { id: 'DESC' }, take: 1 });
    return sessions[0] ?? null;
  }

  /** Ends a session, for example on logout. End its tokens yourself: the revoker is not called. */
  async close(sessionId: string): Promise<void> {
    if (!isSessionId(sessionId)) return;
    const close = this.database.dataSource
      .createQueryBuilder()
      .update(DcrSession)
      .set({ closedAt: this.database.now() })
      .where({ id: sessionId, closedAt: IsNull() });
    await this.database.execute(close);
  }
}
