import { hash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { inTime } from '../async/in-time.js';
import { DcrTemporarilyUnavailableError } from '../errors/index.js';
import { EndpointLocation } from '../http/endpoint.location.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { SharedState } from '../state/shared.state.js';
import { ProcessThrottlerStorage } from './process-throttler.storage.js';

/** The storage that the limiter counts in. */
export const DCR_THROTTLER_STORAGE = Symbol('DCR_THROTTLER_STORAGE');

/** Separates our counts in a storage that the application also uses for its own limits. */
export const THROTTLER_NAME = 'dcr';

/** Timeout of the application's own storage, ms. */
const STORAGE_TIMEOUT_MS = 5_000;
const WARN_EVERY_MS = 60_000;

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts the attempts of each caller, and applies the option `onThrottlerFailure` when the storage fails. */
@Injectable()
export class AttemptCounter {
  private readonly logger = new Logger('DcrLimiter');
  /** By the length of the window. */
  private readonly inProcess = new Map<number, ProcessThrottlerStorage>();
  private path?: string;
  private warnedAt = -Infinity;

  constructor(
    @Inject(DCR_THROTTLER_STORAGE) private readonly storage: ThrottlerStorage,
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly location: EndpointLocation,
    private readonly state: SharedState,
  ) {}

  /**
   * Each endpoint counts separately, as does each kind of attempt. The storage holds neither an address nor a value of
   * `trackBy`: the key is a hash with a secret, because hashing every IPv4 address would reveal the callers behind a plain
   * hash. An HMAC would cost four times as much on every request, and would only add that a hash cannot be extended to
   * that of a longer text, from which nobody gains anything here.
   */
  keyOf(caller: string, counted = (this.path ??= this.location.pathname())): string {
    return hash('sha256', `${this.state.secret} ${THROTTLER_NAME} ${counted} ${caller}`);
  }

  /** @throws DcrTemporarilyUnavailableError when the storage fails and `onThrottlerFailure` is `'closed'` */
  async count(key: string, limit: number, window = this.options.registrationWindow): Promise<Attempts> {
    const { throttlerStorage, onThrottlerFailure } = this.options;
    const countIn = (storage: ThrottlerStorage) =>
      storage.increment(key, window, limit, window, THROTTLER_NAME);
    try {
      const counting = countIn(this.storage);
      // Our own storage has the timeout of the database.
      return await (throttlerStorage ? inTime(counting, STORAGE_TIMEOUT_MS) : counting);
    } catch (cause) {
      this.warn(cause);
      if (onThrottlerFailure === 'closed') throw new DcrTemporarilyUnavailableError(undefined, { cause });
      return countIn(this.inProcessFor(window));
    }
  }

  private inProcessFor(window: number): ProcessThrottlerStorage {
    let storage = this.inProcess.get(window);
    if (!storage) this.inProcess.set(window, (storage = new ProcessThrottlerStorage()));
    return storage;
  }

  private warn(cause: unknown): void {
    if (performance.now() - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = performance.now();
    const meanwhile =
      this.options.onThrottlerFailure === 'closed'
        ? 'registration answers 503'
        : 'this replica counts separately';
    this.logger.warn(`The limiter's storage failed; meanwhile ${meanwhile}: ${String(cause)}`);
  }
}
