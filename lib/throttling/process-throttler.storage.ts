import type { ThrottlerStorage } from '@nestjs/throttler';

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** About 10 MB. */
const MAX_CALLERS = 50_000;

interface CallerWindow {
  hits: number;
  /** Monotonic, ms. */
  endsAt: number;
}

/**
 * Counts in this process, in bounded memory: the storage of `@nestjs/throttler` keeps every caller that it has seen. At
 * {@link MAX_CALLERS}, the caller whose window began first is forgotten.
 */
export class ProcessThrottlerStorage implements ThrottlerStorage {
  private readonly windows = new Map<string, CallerWindow>();

  get size(): number {
    return this.windows.size;
  }

  increment(key: string, ttl: number, limit: number): Promise<Attempts> {
    const now = performance.now();
    const window = this.current(key, now) ?? this.open(key, now + ttl, now);
    window.hits++;
    const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1_000));
    const isBlocked = window.hits > limit;
    return Promise.resolve({
      totalHits: window.hits,
      timeToExpire: seconds,
      isBlocked,
      timeToBlockExpire: isBlocked ? seconds : 0,
    });
  }

  private current(key: string, now: number): CallerWindow | undefined {
    const window = this.windows.get(key);
    return window && window.endsAt > now ? window : undefined;
  }

  private open(key: string, endsAt: number, now: number): CallerWindow {
    this.windows.delete(key);
    // All windows have the same length, so the first one in the map ends first.
    for (const [oldest, window] of this.windows) {
      if (window.endsAt > now && this.windows.size < MAX_CALLERS) break;
      this.windows.delete(oldest);
    }
    const window = { hits: 0, endsAt };
    this.windows.set(key, window);
    return window;
  }
}
