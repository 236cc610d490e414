const MAX_KEYS = 100;

/** Caches expensive answers for a limited time. Cheap answers are computed each time. */
export class Remembered<Value> {
  private readonly memories = new Map<string, { value: Value; until: number }>();

  /**
   * @param isCostly whether an answer is worth caching
   * @param keepFor how long an answer is cached, ms
   */
  constructor(
    private readonly isCostly: (value: Value) => boolean,
    private readonly keepFor: number,
  ) {}

  async get(key: string, ask: () => Promise<Value>): Promise<Value> {
    const known = this.memories.get(key);
    if (known && performance.now() < known.until) return known.value;
    const value = await ask();
    if (this.memories.size >= MAX_KEYS) this.memories.clear();
    if (this.isCostly(value)) this.memories.set(key, { value, until: performance.now() + this.keepFor });
    return value;
  }
}
