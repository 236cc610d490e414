import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DcrDatabase } from '../database/dcr-database.js';
import type { Steps } from '../database/transaction.js';
import { DcrAccessDeniedError } from '../errors/index.js';
import { SharedState } from '../state/shared-state.js';
import { DcrState } from '../state/state.entity.js';

const PAUSED = 'paused';
/** How long a replica relies on what it has read of the switch, ms. */
const MAX_AGE_MS = 400;
/** How long `pauseRegistration()` waits after its commit: until every replica has read it and stored what was under way. */
const TURN_TIME_MS = 500;

/**
 * Pauses and resumes registration on every replica. The switch is not read for every registration: each replica keeps
 * what it has read for {@link MAX_AGE_MS}, and pausing returns only after {@link TURN_TIME_MS}.
 */
@Injectable()
export class RegistrationSwitch {
  private known = { isPaused: false, at: -Infinity };
  private looking?: Promise<boolean>;

  constructor(
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
  ) {}

  /** Whether registration was open within the last {@link MAX_AGE_MS}; else it has to be asked for again. */
  get isKnownOpen(): boolean {
    return !this.known.isPaused && performance.now() - this.known.at < MAX_AGE_MS;
  }

  /**
   * Asks in the transaction that stores a registration. It may have been admitted a while ago: its policy took long, or
   * it waited for a connection. Until the transaction ends, the switch cannot be turned.
   */
  *isPausedSteps(): Steps<boolean> {
    const at = performance.now();
    const isPaused = (yield* this.state.getSteps('registration')) === PAUSED;
    this.known = { isPaused, at };
    return isPaused;
  }

  paused(): DcrAccessDeniedError {
    return new DcrAccessDeniedError('Registration is paused. Try again later.', 'paused');
  }

  /** As it stands in the database at this moment. */
  isPaused(): Promise<boolean> {
    return (this.looking ??= this.look().finally(() => (this.looking = undefined)));
  }

  /** @throws DcrAccessDeniedError while registration is paused */
  async requireOpen(): Promise<void> {
    const { isPaused, at } = this.known;
    if (performance.now() - at < MAX_AGE_MS ? isPaused : await this.isPaused()) throw this.paused();
  }

  /** @returns whether that changed anything; other replicas know only after {@link everyoneKnows} */
  *turnSteps(to: 'paused' | 'open'): Steps<boolean> {
    return yield* this.state.setSteps('registration', to === 'paused' ? PAUSED : null);
  }

  /** To be awaited when the switch was turned. */
  async everyoneKnows(): Promise<void> {
    await delay(TURN_TIME_MS);
  }

  private async look(): Promise<boolean> {
    // The time before the question: the answer was true at some moment after it.
    const at = performance.now();
    const state = await this.database.findOne(DcrState, { name: 'registration' });
    this.known = { isPaused: state?.value === PAUSED, at };
    return this.known.isPaused;
  }

  /** When registration was paused (1970 where a version paused it that did not keep the time), or `null` while open. */
  async pausedSince(): Promise<Date | null> {
    const state = await this.database.findOne(DcrState, { name: 'registration', value: PAUSED });
    return state && (state.lastRunAt ?? new Date(0));
  }
}
