const MOST_REMEMBERED = 10_000;

/**
 * Remembers, in this process, who is blocked and until when, so that a flood costs no work in the store.
 * Time is monotonic, ms.
 */
export class BlockedCallers {
  private readonly until = new Map<string, number>();

  /** Seconds left, or 0 when the caller is not known to be blocked. */
  secondsLeft(key: string): number {
    const end = this.until.get(key);
    if (end === undefined) return 0;
    const left = end - performance.now();
    if (left > 0) return Math.ceil(left / 1_000);
    this.until.delete(key);
    return 0;
  }

  remember(key: string, seconds: number): void {
    if (this.until.size >= MOST_REMEMBERED) this.forgetSome();
    this.until.set(key, performance.now() + seconds * 1_000);
  }

  /** A Map keeps its order of insertion: the first are the oldest. */
  private forgetSome(): void {
    for (const key of [...this.until.keys()].slice(0, MOST_REMEMBERED / 10)) this.until.delete(key);
  }
}
