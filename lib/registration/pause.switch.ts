import { setTimeout as delay } from 'node:timers/promises';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import type { DcrAuditEventType } from '../audit/audit-event.entity.js';
import type { AuditLog } from '../audit/audit.log.js';
import type { DcrDatabase } from '../database/dcr.database.js';
import type { Steps } from '../database/transaction.js';
import { MAX_AGE_MS, PROPAGATION_TIME_MS } from '../state/propagation.js';
import type { SharedState, StateName } from '../state/shared.state.js';
import { DcrState } from '../state/state.entity.js';

const PAUSED = 'paused';

/** What a switch pauses: the name of its row, and the events of a change. */
interface Switched {
  name: StateName;
  paused: DcrAuditEventType;
  resumed: DcrAuditEventType;
}

/**
 * Pauses and resumes something on every replica. To avoid a query per request, each replica caches the switch for
 * {@link MAX_AGE_MS}. A change therefore returns only after {@link PROPAGATION_TIME_MS}.
 */
export abstract class PauseSwitch {
  private known = { isPaused: false, at: -Infinity };
  private reading?: Promise<boolean>;

  constructor(
    private readonly switched: Switched,
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
    private readonly audit: AuditLog,
  ) {}

  /** `false` if it is paused, or if the cached value has expired and must be read again. */
  get isKnownOpen(): boolean {
    return !this.known.isPaused && performance.now() - this.known.at < MAX_AGE_MS;
  }

  /**
   * Reads the switch in the transaction that does the work, because it may have been paused during the policy's decision or the
   * wait for a connection. The switch cannot change until the transaction ends.
   */
  *isPausedSteps(): Steps<boolean> {
    const at = performance.now();
    const isPaused = (yield* this.state.getSteps(this.switched.name)) === PAUSED;
    this.known = { isPaused, at };
    return isPaused;
  }

  /** Reads the switch from the database. Concurrent calls share one query. */
  isPaused(): Promise<boolean> {
    return (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }

  /** Like {@link isPaused}, but takes the cached value as long as it is fresh. */
  async isPausedHere(): Promise<boolean> {
    const { isPaused, at } = this.known;
    return performance.now() - at < MAX_AGE_MS ? isPaused : this.isPaused();
  }

  /** When this resolves, every replica refuses. The change is audited if it was open. */
  pause(by: DcrActor): Promise<void> {
    return this.set(PAUSED, this.switched.paused, by);
  }

  /** When this resolves, every replica accepts. The change is audited if it was paused. */
  resume(by: DcrActor): Promise<void> {
    return this.set(null, this.switched.resumed, by);
  }

  private async set(value: typeof PAUSED | null, type: DcrAuditEventType, by: DcrActor): Promise<void> {
    const { audit, state, switched } = this;
    const event = await this.database.write(function* () {
      if (!(yield* state.setSteps(switched.name, value))) return undefined;
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
    const state = await this.database.findOne(DcrState, { name: this.switched.name });
    this.known = { isPaused: state?.value === PAUSED, at };
    return this.known.isPaused;
  }

  /** The time of the pause; `null` while it is open. 1970 if an older version, without this time, paused it. */
  async pausedSince(): Promise<Date | null> {
    const state = await this.database.findOne(DcrState, { name: this.switched.name, value: PAUSED });
    return state && (state.lastRunAt ?? new Date(0));
  }
}
