const MOST_KEYS = 100;

/** Remembers answers that were costly, for a while. Cheap ones are asked for anew each time. */
export class Remembered<Value> {
  private readonly memories = new Map<string, { value: Value; until: number }>();

  /**
   * @param isCostly whether an answer is worth remembering
   * @param keepFor ms
   */
  constructor(
    private readonly isCostly: (value: Value) => boolean,
    private readonly keepFor: number,
  ) {}

  async get(key: string, ask: () => Promise<Value>): Promise<Value> {
    const known = this.memories.get(key);
    if (known && performance.now() < known.until) return known.value;
    const value = await ask();
    if (this.memories.size >= MOST_KEYS) this.memories.clear();
    if (this.isCostly(value)) this.memories.set(key, { value, until: performance.now() + this.keepFor });
    return value;
  }
}
