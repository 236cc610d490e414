import { DcrSlowDownError } from '../errors/index.js';

const MOST_REMEMBERED = 10_000;

/**
 * Remembers, in this process, who is blocked and until when, so that a flood costs no work in the store.
 * Time is monotonic, ms.
 */
export class BlockedCallers {
  private readonly blocked = new Map<string, { until: number; caller: string }>();

  /** What to tell someone who is known to be blocked; nothing for anybody else. */
  refusalOf(name: string): DcrSlowDownError | undefined {
    const known = this.blocked.get(name);
    if (!known) return undefined;
    const left = known.until - performance.now();
    if (left > 0) return new DcrSlowDownError(Math.ceil(left / 1_000), known.caller);
    this.blocked.delete(name);
    return undefined;
  }

  /**
   * @param name by which they are looked for
   * @param caller the limiter's key
   */
  remember(name: string, caller: string, seconds: number): void {
    if (this.blocked.size >= MOST_REMEMBERED) this.forgetSome();
    this.blocked.set(name, { until: performance.now() + seconds * 1_000, caller });
  }

  /** A Map keeps its order of insertion: the first are the oldest. */
  private forgetSome(): void {
    for (const name of [...this.blocked.keys()].slice(0, MOST_REMEMBERED / 10)) this.blocked.delete(name);
  }
}
