import { DcrAuditEvent, type DcrAuditEventType } from '../audit/audit-event.entity.js';
import type { DcrDatabase } from '../database/dcr.database.js';
import { notBefore } from '../database/time-conditions.js';
import type { PauseSwitch } from '../registration/pause.switch.js';

/**
 * Who paused registration, why, and since when.
 *
 * @see docs/operating.md#pause-registration
 */
export interface PauseDetails {
  /** The `actor` that was given, or `null`. */
  by: string | null;
  /** The `reason` that was given, or `null`. */
  reason: string | null;
  /** When registration was paused. */
  since: Date;
}

/** The event is dated just after the switch, in the same transaction. Allows for a clock correction in between. */
const MAX_CLOCK_CORRECTION_MS = 60_000;

/** @returns `false` while registration is open. `by` and `reason` are `null` once the audit event has expired */
export async function readPause(
  database: DcrDatabase,
  switched: PauseSwitch,
  type: Extract<DcrAuditEventType, 'registration.paused' | 'discovery.paused'>,
): Promise<PauseDetails | false> {
  const since = await switched.pausedSince();
  if (!since) return false;
  const createdAt = notBefore(new Date(since.getTime() - MAX_CLOCK_CORRECTION_MS));
  const [event] = await database.find(DcrAuditEvent, {
    where: { type, createdAt },
    order: { createdAt: 'DESC', id: 'DESC' },
    take: 1,
  });
  return {
    by: event?.actor ?? null,
    reason: event?.reason ?? null,
    // Earlier versions did not store the time of a pause.
    since: since.getTime() > 0 ? since : (event?.createdAt ?? since),
  };
}
