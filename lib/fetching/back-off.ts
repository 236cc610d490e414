const FIRST_DELAY_MS = 5_000;
const MAX_DELAY_MS = 60_000;
/** After this time without another failure, the next one counts as the first. */
const FORGET_AFTER_MS = 60_000;
/** Far above the number of fetches that the governor admits while an entry lives. */
const MAX_URLS = 1_000;

interface Failures {
  count: number;
  /** Of the monotonic clock, ms. */
  askAgainAt: number;
}

/** The time to wait after so many failures in a row, ms: 5 s, doubling to 60 s. */
export function backOffDelay(failures: number): number {
  return failures < 1 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
}

/**
 * Remembers per URL when to ask again after a failure, but not what failed: errors must not be cached.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-03#section-5.2
 */
export class FetchBackOff {
  private readonly failures = new Map<string, Failures>();

  /** ms until this URL may be fetched; 0: now. */
  remaining(url: string): number {
    const known = this.failures.get(url);
    return known ? Math.max(0, known.askAgainAt - performance.now()) : 0;
  }

  /** @returns ms until this URL may be fetched again */
  recordFailure(url: string): number {
    this.forgetOld();
    const count = (this.failures.get(url)?.count ?? 0) + 1;
    const delay = backOffDelay(count);
    // The map is in the order of the latest failures.
    this.failures.delete(url);
    this.failures.set(url, { count, askAgainAt: performance.now() + delay });
    return delay;
  }

  recordSuccess(url: string): void {
    this.failures.delete(url);
  }

  private forgetOld(): void {
    const now = performance.now();
    for (const [url, { askAgainAt }] of this.failures) {
      if (now > askAgainAt + FORGET_AFTER_MS || this.failures.size >= MAX_URLS) this.failures.delete(url);
    }
  }
}
