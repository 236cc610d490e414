const MAX_AT_ONCE = 16;
const MAX_AT_ONCE_PER_HOST = 4;
const WINDOW_MS = 60_000;
const MAX_PER_WINDOW = 120;
const MAX_PER_WINDOW_AND_HOST = 30;

interface Fetch {
  host: string;
  /** Of the monotonic clock, ms. */
  startedAt: number;
}

/**
 * Limits the fetches of this process, so that callers cannot use it to flood a host, or fill it up with connections. The window
 * slides: no 60 seconds have more fetches than the limit. Nothing waits, and at most 136 entries are kept.
 */
export class FetchGovernor {
  private readonly inFlight = new Set<Fetch>();
  private started: Fetch[] = [];

  /** @returns a function to call after the fetch, or `undefined` if the fetch must not start */
  enter(host: string): (() => void) | undefined {
    const startedAt = performance.now();
    this.started = this.started.filter((fetch) => startedAt - fetch.startedAt < WINDOW_MS);
    if (!this.hasRoomFor(host)) return undefined;
    const fetch = { host, startedAt };
    this.started.push(fetch);
    this.inFlight.add(fetch);
    return () => this.inFlight.delete(fetch);
  }

  private hasRoomFor(host: string): boolean {
    const ofHost = (fetches: Iterable<Fetch>) => [...fetches].filter((fetch) => fetch.host === host).length;
    return (
      this.inFlight.size < MAX_AT_ONCE &&
      this.started.length < MAX_PER_WINDOW &&
      ofHost(this.inFlight) < MAX_AT_ONCE_PER_HOST &&
      ofHost(this.started) < MAX_PER_WINDOW_AND_HOST
    );
  }
}
