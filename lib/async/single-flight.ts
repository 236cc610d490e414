/** Runs work at most once at a time for each key. Whoever asks meanwhile gets the same outcome. */
export class SingleFlight<T> {
  private readonly running = new Map<string, Promise<T>>();

  /** The work of this key that is under way. */
  current(key: string): Promise<T> | undefined {
    return this.running.get(key);
  }

  run(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.running.get(key);
    if (known) return known;
    const started = work().finally(() => this.running.delete(key));
    this.running.set(key, started);
    return started;
  }
}
