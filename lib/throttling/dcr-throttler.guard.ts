import { hash } from 'node:crypto';
import { inspect } from 'node:util';
import { type ExecutionContext, Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerStorageService, type ThrottlerStorage } from '@nestjs/throttler';
import { inTime } from '../async/in-time.js';
import type { FrameworkRequest } from '../endpoint/framework-request.js';
import { DcrSlowDownError, DcrTemporarilyUnavailableError } from '../errors/index.js';
import type { DcrRequest } from '../options/dcr-module-options.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { BlockedCallers } from './blocked-callers.js';
import { FloodGate } from './flood-gate.js';
import { DCR_THROTTLER_STORAGE } from './tokens.js';

/** Keeps our counts apart in a storage that the host uses for limits of its own too. */
const THROTTLER_NAME = 'dcr';

/** A store of the host's that does not answer within this time is taken for away, ms. */
const DEADLINE = 5_000;

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Limits registration attempts, good or bad, before the body is looked at. Its one limit and its storage are its
 * own: neither a ThrottlerModule of the host's nor the decorators for the host's limits change it.
 */
@Injectable()
export class DcrThrottlerGuard extends ThrottlerGuard implements OnModuleDestroy {
  private readonly blocked = new BlockedCallers();
  private fallback?: ThrottlerStorageService;

  /** @internal */
  constructor(
    @Inject(DCR_THROTTLER_STORAGE) storage: ThrottlerStorage,
    @Inject(Reflector) reflector: Reflector,
    @Inject(DCR_OPTIONS) private readonly dcr: ResolvedDcrOptions,
    @Inject(FloodGate) private readonly gate: FloodGate,
  ) {
    // What the base class knows of a limit; ours is counted below.
    super([{ name: THROTTLER_NAME, ttl: dcr.registrationWindow, limit: 0 }], storage, reflector);
  }

  /** @internal */
  onModuleDestroy(): void {
    this.fallback?.onApplicationShutdown();
  }

  /** @throws DcrSlowDownError over the limit, DcrTemporarilyUnavailableError where the storage fails */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FrameworkRequest>();
    this.gate.pass(request);
    const key = this.keyOf(await this.callerOf(request));
    const limit = await this.limitFor(request);
    // With a function for a limit, who is over one may still be under another.
    const blockedKey = `${limit} ${key}`;
    const refusal = this.blocked.refusalOf(blockedKey);
    if (refusal) throw refusal;
    const { isBlocked, timeToBlockExpire } = await this.count(key, limit);
    if (!isBlocked) return true;
    this.blocked.remember(blockedKey, key, timeToBlockExpire);
    this.gate.closeFor(request.ip, key, timeToBlockExpire);
    throw new DcrSlowDownError(timeToBlockExpire, key);
  }

  private callerOf(request: DcrRequest): string | Promise<string> {
    return this.dcr.trackBy ? this.dcr.trackBy(request) : this.getTracker(request);
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

  /** Neither an address nor what a host tracks by is kept, and a key has one length whatever it stands for. */
  private keyOf(caller: string): string {
    return hash('sha256', `${THROTTLER_NAME} ${caller}`);
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
      if (onThrottlerFailure === 'closed') throw new DcrTemporarilyUnavailableError(undefined, { cause });
      this.logger.warn(
        `The limiter's storage failed; this process counts by itself meanwhile: ${String(cause)}`,
      );
      this.fallback ??= new ThrottlerStorageService();
      return countIn(this.fallback);
    }
  }
}
