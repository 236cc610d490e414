import { Inject, Injectable, Logger } from '@nestjs/common';
import { In } from 'typeorm';
import { step, type Steps } from '../database/transaction.js';
import { DcrTemporarilyUnavailableError } from '../errors/index.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { SharedState } from '../state/shared.state.js';
import { ClientRows } from '../clients/client.rows.js';

/** From this part of the cap on, operators are warned. */
const NEARLY_FULL = 0.9;
const WARN_EVERY = 3_600_000;

/** How much of the option `maxClients` is taken. */
export interface CapacityUse {
  max: number;
  used: number;
  /** From 90 % of the cap on. */
  nearlyFull: boolean;
}

/** Holds the option `maxClients`, exactly, however many replicas register at once. */
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

  /** How many more may register; for use in the transaction that registers. Those who count wait for one another. */
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

  full(): DcrTemporarilyUnavailableError {
    return new DcrTemporarilyUnavailableError('The server has no room for another client. Try again later.', {
      retryAfter: 3_600,
      rejectionCause: 'cap',
    });
  }

  /** `undefined` where no cap is set. */
  async use(): Promise<CapacityUse | undefined> {
    const { maxClients: max } = this.options;
    if (max === undefined) return undefined;
    const used = await this.rows.count(COUNTED);
    return { max, used, nearlyFull: used >= max * NEARLY_FULL };
  }

  /** To be called when clients were enabled, which nothing but the administrator's judgement bounds. */
  async warnIfExceeded(): Promise<void> {
    const use = await this.use();
    if (!use || use.used <= use.max) return;
    this.logger.warn(
      `Enabling has exceeded the option "maxClients": ${use.used} clients are active or pending, and ${use.max} may ` +
        'be. Registration answers 503 until there are fewer.',
    );
  }

  private warn({ max, used }: { max: number; used: number }): void {
    if (used < max * NEARLY_FULL || performance.now() - this.warnedAt < WARN_EVERY) return;
    this.warnedAt = performance.now();
    this.logger.warn(
      `${Math.min(used, max)} of at most ${max} clients are registered (option "maxClients").`,
    );
  }
}

/** Clients that the host preregistered, and disabled ones, take no room. */
const COUNTED = { source: 'dcr' as const, status: In(['active', 'pending']) };
