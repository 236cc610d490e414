import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import { AuditLog } from '../audit/audit.log.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrSessionNotFoundError } from '../errors/index.js';
import { isSessionId } from '../sessions/open-session.js';
import { DcrSession } from '../sessions/session.entity.js';
import { type RevocationResult, SessionRevocationService } from '../sessions/session-revocation.service.js';

/** Ends one session. Safe to repeat, and audited in its transaction. */
export class SessionEndingService {
  constructor(
    private readonly database: DcrDatabase,
    private readonly audit: AuditLog,
    private readonly revocation: SessionRevocationService,
  ) {}

  /** @throws DcrSessionNotFoundError */
  async revoke(id: string, by: DcrActor): Promise<RevocationResult> {
    const session = isSessionId(id) ? await this.database.findOne(DcrSession, { id }) : null;
    if (!session) throw new DcrSessionNotFoundError();
    const { audit, database, revocation } = this;
    const event = audit.event('client.sessions_revoked', {
      clientId: session.clientId,
      description: `session ${id}`,
      ...whoAndWhy(by),
    });
    const marked = await database.write(function* () {
      const ended = yield* revocation.markSteps({ id }, database.now());
      if (ended > 0) yield* audit.writeSteps(event);
      return ended;
    });
    if (marked > 0) audit.publish(event);
    return revocation.complete({ id }, marked);
  }
}
