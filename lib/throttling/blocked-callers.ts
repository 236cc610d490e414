import { DcrSlowDownError } from '../errors/index.js';

const MAX_CALLERS = 10_000;

/**
 * Remembers, in this process, which callers are blocked and until when, so that a flood does not reach the storage.
 * Times are monotonic, ms.
 */
export class BlockedCallers {
  private readonly blocked = new Map<string, { until: number; caller: string }>();

  /** The error for a caller that is known to be blocked; `undefined` for others. */
  refusalOf(name: string): DcrSlowDownError | undefined {
    const known = this.blocked.get(name);
    if (!known) return undefined;
    const left = known.until - performance.now();
    if (left > 0) return new DcrSlowDownError(Math.ceil(left / 1_000), known.caller);
    this.blocked.delete(name);
    return undefined;
  }

  /**
   * @param name the name that {@link refusalOf} is asked for
   * @param caller the limiter's key
   */
  remember(name: string, caller: string, seconds: number): void {
    if (this.blocked.size >= MAX_CALLERS) this.forgetSome();
    this.blocked.set(name, { until: performance.now() + seconds * 1_000, caller });
  }

  /** A Map keeps its insertion order, so the first entries are the oldest. */
  private forgetSome(): void {
    for (const name of [...this.blocked.keys()].slice(0, MAX_CALLERS / 10)) this.blocked.delete(name);
  }
}
