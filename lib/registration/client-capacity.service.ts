import { Inject, Injectable, Logger } from '@nestjs/common';
import { In } from 'typeorm';
import { HOUR_MS } from '../async/durations.js';
import { step, type Steps } from '../database/transaction.js';
import { DcrTemporarilyUnavailableError } from '../errors/index.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { SharedState } from '../state/shared.state.js';
import { ClientRows } from '../clients/client.rows.js';

/** The share of the cap above which a warning is logged. */
const NEARLY_FULL = 0.9;
const WARN_EVERY_MS = HOUR_MS;

/**
 * The cap, and how many clients count towards it.
 *
 * @see docs/options.md#maxclients
 */
export interface CapacityUse {
  /** The option `maxClients`. */
  max: number;
  /** Active and pending clients that registered themselves. */
  used: number;
  /** Whether at least 90 % of the cap is used. */
  nearlyFull: boolean;
}

/** Enforces the option `maxClients` exactly, even if several replicas register clients concurrently. */
@Injectable()
export class ClientCapacityService {
  private readonly logger = new Logger('DcrModule');
  private warnedAt = -Infinity;

  constructor(
    private readonly state: SharedState,
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly rows: ClientRows,
  ) {}

  get isLimited(): boolean {
    return this.options.maxClients !== undefined;
  }

  /** Returns how many more clients may register. Locks until the transaction ends, so that replicas count in turn. */
  *roomSteps(): Steps<number> {
    const { maxClients } = this.options;
    if (maxClients === undefined) return Infinity;
    yield* this.state.lockSteps('cap');
    const count = this.rows.query().select('COUNT(*)', 'used').where(COUNTED);
    const { rows } = yield* step(count);
    const used = Number(rows[0]!['used']);
    this.warn({ max: maxClients, used: used + 1 });
    return Math.max(0, maxClients - used);
  }

  fullError(): DcrTemporarilyUnavailableError {
    return new DcrTemporarilyUnavailableError('The server has no room for another client. Try again later.', {
      retryAfter: 3_600,
      rejectionCause: 'cap',
    });
  }

  /** @returns `undefined` without a cap */
  async use(): Promise<CapacityUse | undefined> {
    const { maxClients: max } = this.options;
    if (max === undefined) return undefined;
    const used = await this.rows.count(COUNTED);
    return { max, used, nearlyFull: used >= max * NEARLY_FULL };
  }

  /** Call it after an administrator has enabled clients, which the cap does not prevent. */
  async warnIfExceeded(): Promise<void> {
    const use = await this.use();
    if (!use || use.used <= use.max) return;
    this.logger.warn(
      `Enabling clients has exceeded the option "maxClients": ${use.used} clients are active or pending, but the ` +
        `maximum is ${use.max}. Registration answers 503 until there are fewer.`,
    );
  }

  private warn({ max, used }: { max: number; used: number }): void {
    if (used < max * NEARLY_FULL || performance.now() - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = performance.now();
    this.logger.warn(
      `${Math.min(used, max)} of at most ${max} clients are registered (option "maxClients").`,
    );
  }
}

/** The clients that count towards the cap: neither preregistered nor disabled ones do. */
const COUNTED = { source: 'dcr' as const, status: In(['active', 'pending']) };
