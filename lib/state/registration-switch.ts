import { Injectable } from '@nestjs/common';
import { DcrDatabase } from '../database/dcr-database.js';
import type { Outcome, Statement } from '../database/transaction.js';
import { AccessDeniedError } from '../errors/index.js';
import { SharedState } from './shared-state.js';
import { DcrState } from './state.entity.js';

const PAUSED = 'paused';
/** ms */
const LOOK_AGAIN_AFTER = 1_000;

/** Pauses and resumes registration on every replica at once. */
@Injectable()
export class RegistrationSwitch {
  private wasPaused = false;
  private lookedAt = -Infinity;

  constructor(
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
  ) {}

  async isPaused(): Promise<boolean> {
    const state = await this.database.read((manager) =>
      manager.findOneBy(DcrState, { name: 'registration' }),
    );
    return this.remember(state?.value === PAUSED);
  }

  /**
   * Spares a refused caller's request the rest of the way. What it knows may be a second old; what registers asks
   * again, in its own transaction.
   */
  async requireOpenRecently(): Promise<void> {
    const isFresh = performance.now() - this.lookedAt < LOOK_AGAIN_AFTER;
    if (isFresh ? this.wasPaused : await this.isPaused()) throw paused();
  }

  /** For use in the transaction that registers: once a pause has returned, no replica accepts anyone. */
  *requireOpen(): Generator<Statement, void, Outcome> {
    if ((yield* this.state.read('registration')) === PAUSED) {
      this.remember(true);
      throw paused();
    }
  }

  /** @returns whether that changed anything */
  *turn(to: 'paused' | 'open'): Generator<Statement, boolean, Outcome> {
    this.lookedAt = -Infinity;
    return yield* this.state.set('registration', to === 'paused' ? PAUSED : null);
  }

  private remember(isPaused: boolean): boolean {
    this.wasPaused = isPaused;
    this.lookedAt = performance.now();
    return isPaused;
  }
}

function paused(): AccessDeniedError {
  return new AccessDeniedError('Registration is paused. Try again later.');
}
