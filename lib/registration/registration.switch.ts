import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import type { DcrAuditEventType } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit.log.js';
import { DcrDatabase } from '../database/dcr.database.js';
import type { Steps } from '../database/transaction.js';
import { DcrAccessDeniedError } from '../errors/index.js';
import { SharedState } from '../state/shared.state.js';
import { DcrState } from '../state/state.entity.js';

const PAUSED = 'paused';
/** How long a replica caches the switch, ms. */
const MAX_AGE_MS = 400;
/** After this time, every replica has read the new value and stored the registrations in flight, ms. */
const PROPAGATION_TIME_MS = 500;

/**
 * Pauses and resumes registration on every replica. To avoid a query per registration, each replica caches the switch for
 * {@link MAX_AGE_MS}. A change therefore returns only after {@link PROPAGATION_TIME_MS}.
 */
@Injectable()
export class RegistrationSwitch {
  private known = { isPaused: false, at: -Infinity };
  private reading?: Promise<boolean>;

  constructor(
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
    private readonly audit: AuditLog,
  ) {}

  /** `false` if registration is paused, or if the cached value has expired and must be read again. */
  get isKnownOpen(): boolean {
    return !this.known.isPaused && performance.now() - this.known.at < MAX_AGE_MS;
  }

  /**
   * Reads the switch in the transaction that stores a registration, because registration may have been paused during the
   * policy's decision or the wait for a connection. The switch cannot change until the transaction ends.
   */
  *isPausedSteps(): Steps<boolean> {
    const at = performance.now();
    const isPaused = (yield* this.state.getSteps('registration')) === PAUSED;
    this.known = { isPaused, at };
    return isPaused;
  }

  pausedError(): DcrAccessDeniedError {
    return new DcrAccessDeniedError('Registration is paused. Try again later.', 'paused');
  }

  /** Reads the switch from the database. Concurrent calls share one query. */
  isPaused(): Promise<boolean> {
    return (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  /** @throws DcrAccessDeniedError while registration is paused */
  async requireOpen(): Promise<void> {
    const { isPaused, at } = this.known;
    if (performance.now() - at < MAX_AGE_MS ? isPaused : await this.isPaused()) throw this.pausedError();
  }

  /** Pauses registration. When this resolves, every replica refuses. The change is audited if registration was open. */
  pause(by: DcrActor): Promise<void> {
    return this.set(PAUSED, 'registration.paused', by);
  }

  /** Resumes registration. When this resolves, every replica accepts. The change is audited if registration was paused. */
  resume(by: DcrActor): Promise<void> {
    return this.set(null, 'registration.resumed', by);
  }

  private async set(value: typeof PAUSED | null, type: DcrAuditEventType, by: DcrActor): Promise<void> {
    const { audit, state } = this;
    const event = await this.database.write(function* () {
      if (!(yield* state.setSteps('registration', value))) return undefined;
      const changed = audit.event(type, whoAndWhy(by));
      yield* audit.writeSteps(changed);
      return changed;
    });
    if (event) audit.publish(event);
    await delay(PROPAGATION_TIME_MS);
  }

  private async read(): Promise<boolean> {
    // Take the time before the query, so that the cached value is never older than its time.
    const at = performance.now();
    const state = await this.database.findOne(DcrState, { name: 'registration' });
    this.known = { isPaused: state?.value === PAUSED, at };
    return this.known.isPaused;
  }

  /** The time of the pause; `null` while registration is open. 1970 if an older version, without this time, paused it. */
  async pausedSince(): Promise<Date | null> {
    const state = await this.database.findOne(DcrState, { name: 'registration', value: PAUSED });
    return state && (state.lastRunAt ?? new Date(0));
  }
}
