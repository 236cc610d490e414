import { hash } from 'node:crypto';
import { type ExecutionContext, Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  ThrottlerGuard,
  ThrottlerStorageService,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import { inTime } from '../async/in-time.js';
import { SlowDownError, TemporarilyUnavailableError } from '../errors/index.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { BlockedCallers } from './blocked-callers.js';
import { DCR_THROTTLER_OPTIONS, DCR_THROTTLER_STORAGE } from './tokens.js';

/** The name keeps our limit apart from a host's `@SkipThrottle()` or `@Throttle()` for limits of its own. */
export const THROTTLER_NAME = 'dcr';

/** A store of the host's that does not answer within this time is taken for away, ms. */
const DEADLINE = 5_000;

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * Limits registration attempts, good or bad, before the body is looked at. Its options and its storage are its
 * own: a ThrottlerModule of the host's neither changes it nor is changed by it.
 */
@Injectable()
export class DcrThrottlerGuard extends ThrottlerGuard implements OnModuleDestroy {
  private readonly blocked = new BlockedCallers();
  private fallback?: ThrottlerStorageService;

  /** @internal */
  constructor(
    @Inject(DCR_THROTTLER_OPTIONS) options: ThrottlerModuleOptions,
    @Inject(DCR_THROTTLER_STORAGE) storage: ThrottlerStorage,
    reflector: Reflector,
    @Inject(DCR_OPTIONS) private readonly dcr: ResolvedDcrOptions,
  ) {
    super(options, storage, reflector);
  }

  /** @internal */
  onModuleDestroy(): void {
    this.fallback?.onApplicationShutdown();
  }

  /** @throws SlowDownError over the limit, TemporarilyUnavailableError where the storage fails */
  protected override async handleRequest(request: ThrottlerRequest): Promise<boolean> {
    const { context, limit, ttl, blockDuration, getTracker, generateKey } = request;
    const { req } = this.getRequestResponse(context);
    const key = generateKey(context, await getTracker(req, context), THROTTLER_NAME);
    // With a function for a limit, who is over one may still be under another.
    const blockedKey = `${limit} ${key}`;
    const secondsLeft = this.blocked.secondsLeft(blockedKey);
    if (secondsLeft > 0) throw new SlowDownError(secondsLeft, key);
    const { isBlocked, timeToBlockExpire } = await this.count(key, ttl, limit, blockDuration);
    if (!isBlocked) return true;
    this.blocked.remember(blockedKey, timeToBlockExpire);
    throw new SlowDownError(timeToBlockExpire, key);
  }

  /** Neither an address nor what a host tracks by is kept, and a key has one length whatever it stands for. */
  protected override generateKey(_context: ExecutionContext, caller: string, name: string): string {
    return hash('sha256', `${name} ${caller}`);
  }

  private async count(key: string, ttl: number, limit: number, blockDuration: number): Promise<Attempts> {
    try {
      const counting = this.storageService.increment(key, ttl, limit, blockDuration, THROTTLER_NAME);
      return await inTime(counting, DEADLINE);
    } catch (cause) {
      if (this.dcr.onThrottlerFailure === 'closed')
        throw new TemporarilyUnavailableError(undefined, { cause });
      this.logger.warn(
        `The limiter's storage failed; this process counts by itself meanwhile: ${String(cause)}`,
      );
      this.fallback ??= new ThrottlerStorageService();
      return this.fallback.increment(key, ttl, limit, blockDuration, THROTTLER_NAME);
    }
  }
}
