import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DcrDatabase } from '../database/dcr-database.js';
import type { Outcome, Statement } from '../database/transaction.js';
import { DcrAccessDeniedError } from '../errors/index.js';
import { SharedState } from './shared-state.js';
import { DcrState } from './state.entity.js';

const PAUSED = 'paused';
/** A replica looks at the switch again after this time, and who turns it waits as long; ms. */
const KNOWN_FOR = 500;

/**
 * Pauses and resumes registration on every replica. Nobody reads the switch for every registration: each replica
 * knows it for half a second, and whoever turns it waits until all have heard.
 */
@Injectable()
export class RegistrationSwitch {
  private known = { isPaused: false, at: -Infinity };
  private looking?: Promise<boolean>;

  constructor(
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
  ) {}

  /** As it stands in the database at this moment. */
  isPaused(): Promise<boolean> {
    return (this.looking ??= this.look().finally(() => (this.looking = undefined)));
  }

  /** @throws DcrAccessDeniedError while registration is paused */
  async requireOpen(): Promise<void> {
    const { isPaused, at } = this.known;
    if (performance.now() - at < KNOWN_FOR ? isPaused : await this.isPaused()) {
      throw new DcrAccessDeniedError('Registration is paused. Try again later.');
    }
  }

  /** @returns whether that changed anything; other replicas know only after {@link everyoneKnows} */
  *turn(to: 'paused' | 'open'): Generator<Statement, boolean, Outcome> {
    return yield* this.state.set('registration', to === 'paused' ? PAUSED : null);
  }

  /** To be awaited when the switch was turned. */
  async everyoneKnows(): Promise<void> {
    await delay(KNOWN_FOR);
  }

  private async look(): Promise<boolean> {
    // From when we ask, not from when the answer arrives: it is true of the moment in between.
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
