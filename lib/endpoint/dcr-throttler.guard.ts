import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerGuard, type ThrottlerStorage } from '@nestjs/throttler';
import { inTime } from '../async/in-time.js';
import { admit } from './admitted-requests.js';
import { EndpointLocation } from '../http/endpoint-location.js';
import { type FrameworkRequest, rawRequest, withNormalizedAddress } from '../http/framework.js';
import { DcrSlowDownError, DcrTemporarilyUnavailableError } from '../errors/index.js';
import type { DcrRequest } from '../options/dcr-module-options.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { SharedState } from '../state/shared-state.js';
import { callerNetwork } from '../text/ip-address.js';
import { BlockedCallers } from '../throttling/blocked-callers.js';
import { FloodGate } from './flood-gate.js';
import { ProcessThrottlerStorage } from '../throttling/process-throttler.storage.js';
import { DCR_THROTTLER_STORAGE } from '../throttling/tokens.js';

/** Keeps our counts apart in a storage that the application uses for limits of its own too. */
const THROTTLER_NAME = 'dcr';

/** A storage of the application's that does not answer within this time counts as unavailable, ms. */
const DEADLINE = 5_000;

/** A storage that goes on failing is logged this often, ms. */
const WARN_EVERY_MS = 60_000;

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Limits registration attempts, good or bad, before the body is read. It has a limit and a storage of its own, which
 * neither the application's ThrottlerModule nor its throttling decorators change.
 */
@Injectable()
export class DcrThrottlerGuard extends ThrottlerGuard {
  private readonly blocked = new BlockedCallers();
  private readonly inProcess = new ProcessThrottlerStorage();
  private path?: string;
  private warnedAt = -Infinity;

  /** @internal */
  constructor(
    @Inject(DCR_THROTTLER_STORAGE) storage: ThrottlerStorage,
    @Inject(Reflector) reflector: Reflector,
    @Inject(DCR_OPTIONS) private readonly dcr: ResolvedDcrOptions,
    @Inject(FloodGate) private readonly gate: FloodGate,
    @Inject(EndpointLocation) private readonly location: EndpointLocation,
    @Inject(SharedState) private readonly state: SharedState,
  ) {
    // The base class wants a limit; the one that counts is below.
    super([{ name: THROTTLER_NAME, ttl: dcr.registrationWindow, limit: 0 }], storage, reflector);
  }

  /** @throws DcrSlowDownError over the limit, DcrTemporarilyUnavailableError when the storage fails */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FrameworkRequest>();
    this.gate.pass(request);
    const seen = withNormalizedAddress(request);
    const key = this.keyOf(await this.callerOf(seen));
    const limit = await this.limitFor(seen);
    // When the limit is a function, a caller over one limit may still be under another.
    const blockedKey = `${limit} ${key}`;
    const refusal = this.blocked.refusalOf(blockedKey);
    if (refusal) throw refusal;
    const { isBlocked, timeToBlockExpire } = await this.count(key, limit);
    if (!isBlocked) {
      admit(rawRequest(request));
      return true;
    }
    this.blocked.remember(blockedKey, key, timeToBlockExpire);
    this.gate.closeFor(request.ip, key, timeToBlockExpire);
    throw new DcrSlowDownError(timeToBlockExpire, key);
  }

  private callerOf(request: DcrRequest): string | Promise<string> {
    return this.dcr.trackBy ? this.dcr.trackBy(request) : this.getTracker(request);
  }

  /** Without `trackBy`: the address, IPv6 by /64. */
  protected override getTracker({ ip = 'unknown' }: DcrRequest): Promise<string> {
    return Promise.resolve(callerNetwork(ip));
  }

  private async limitFor(request: DcrRequest): Promise<number> {
    const { maxRegistrationsPerWindow: limit } = this.dcr;
    if (typeof limit === 'number') return limit;
    const attempts: unknown = await limit(request);
    if (typeof attempts === 'number' && !Number.isNaN(attempts)) return attempts;
    throw new Error(
      `DcrModule option "maxRegistrationsPerWindow": the function returned ${inspect(attempts)}, but it must return a number.`,
    );
  }

  /**
   * Callers are told apart for each endpoint, and neither an address nor what an application tracks by is stored. The
   * key of the HMAC keeps IPv4 addresses from being found by hashing all of them.
   */
  private keyOf(caller: string): string {
    return createHmac('sha256', this.state.secret)
      .update(`${THROTTLER_NAME} ${(this.path ??= this.location.pathname())} ${caller}`)
      .digest('hex');
  }

  private async count(key: string, limit: number): Promise<Attempts> {
    const { registrationWindow: window, throttlerStorage, onThrottlerFailure } = this.dcr;
    const countIn = (storage: ThrottlerStorage) =>
      storage.increment(key, window, limit, window, THROTTLER_NAME);
    try {
      const counting = countIn(this.storageService);
      // Our own has the deadline of the database.
      return await (throttlerStorage ? inTime(counting, DEADLINE) : counting);
    } catch (cause) {
      this.warn(cause);
      if (onThrottlerFailure === 'closed') throw new DcrTemporarilyUnavailableError(undefined, { cause });
      return countIn(this.inProcess);
    }
  }

  private warn(cause: unknown): void {
    if (performance.now() - this.warnedAt < WARN_EVERY_MS) return;
    this.warnedAt = performance.now();
    const meanwhile =
      this.dcr.onThrottlerFailure === 'closed' ? 'registration answers 503' : 'this process counts by itself';
    this.logger.warn(`The limiter's storage failed; meanwhile ${meanwhile}: ${String(cause)}`);
  }
}
