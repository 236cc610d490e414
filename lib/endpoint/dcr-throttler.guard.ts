import { inspect } from 'node:util';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerGuard, type ThrottlerStorage } from '@nestjs/throttler';
import { DcrSlowDownError } from '../errors/index.js';
import { type FrameworkRequest, rawRequest, withNormalizedAddress } from '../http/framework.js';
import type { DcrRequest } from '../options/dcr-module-options.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { callerNetwork } from '../text/ip-address.js';
import { AttemptCounter, DCR_THROTTLER_STORAGE, THROTTLER_NAME } from '../throttling/attempt.counter.js';
import { BlockedCallers } from '../throttling/blocked-callers.js';
import { FloodGate } from './flood.gate.js';
import { markProgress } from './request-progress.js';

/**
 * Limits registration attempts, accepted or not, before the body is read. It has its own limit and its own storage:
 * the application's ThrottlerModule and throttling decorators do not change them.
 *
 * @see docs/options.md#maxregistrationsperwindow
 */
@Injectable()
export class DcrThrottlerGuard extends ThrottlerGuard {
  private readonly blocked = new BlockedCallers();

  /** @internal */
  constructor(
    @Inject(DCR_THROTTLER_STORAGE) storage: ThrottlerStorage,
    @Inject(Reflector) reflector: Reflector,
    @Inject(DCR_OPTIONS) private readonly dcr: ResolvedDcrOptions,
    @Inject(AttemptCounter) private readonly attempts: AttemptCounter,
    @Inject(FloodGate) private readonly gate: FloodGate,
  ) {
    // The base class requires a limit, but never applies it, because we override `canActivate()`.
    super([{ name: THROTTLER_NAME, ttl: dcr.registrationWindow, limit: 0 }], storage, reflector);
  }

  /** @throws DcrSlowDownError over the limit, DcrTemporarilyUnavailableError when the storage fails */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FrameworkRequest>();
    this.gate.pass(request);
    const seen = withNormalizedAddress(request);
    const { maxRegistrationsPerWindow } = this.dcr;
    const limit =
      typeof maxRegistrationsPerWindow === 'number'
        ? maxRegistrationsPerWindow
        : await limitFrom(maxRegistrationsPerWindow, seen);
    // Not marked as admitted: no limit bounds how often this caller is refused.
    if (limit === Infinity) return true;
    const key = this.attempts.keyOf(await this.callerOf(seen));
    // When the limit is a function, a caller over one limit may still be under another.
    const blockedKey = `${limit} ${key}`;
    const refusal = this.blocked.refusalOf(blockedKey);
    if (refusal) throw refusal;
    const { isBlocked, timeToBlockExpire } = await this.attempts.count(key, limit);
    if (!isBlocked) {
      markProgress(rawRequest(request), 'admitted');
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
}

type LimitFunction = Exclude<ResolvedDcrOptions['maxRegistrationsPerWindow'], number>;

async function limitFrom(limit: LimitFunction, request: DcrRequest): Promise<number> {
  const attempts: unknown = await limit(request);
  if (typeof attempts === 'number' && !Number.isNaN(attempts)) return attempts;
  throw new Error(
    `DcrModule option "maxRegistrationsPerWindow": the function returned ${inspect(attempts)}, but it must return a number.`,
  );
}
