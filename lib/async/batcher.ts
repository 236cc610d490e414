/** The outcome of one item. */
export type Settled<Result> = { value: Result } | { error: unknown };

interface Waiting<Item, Result> {
  item: Item;
  settle: (outcome: Settled<Result>) => void;
}

export const MAX_BATCH_SIZE = 64;
/** A batch this large starts at once; smaller ones wait for the end of the event-loop turn. */
const IMMEDIATE_BATCH_SIZE = 16;

export interface BatcherOptions {
  /**
   * Whether the work blocks this thread. Starting early then gains nothing, so a batch waits as long as each
   * event-loop turn adds items. Default: `false`.
   */
  blocksThread?: boolean;
}

/**
 * Runs items that arrive at the same time as one batch, one batch at a time. A batch starts at the end of the
 * event-loop turn and does not wait for more items; those that arrive while it is in flight go into the next one. The
 * sizes were measured; see `bench/README.md`.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private isInFlight = false;
  private scheduled?: NodeJS.Immediate | undefined;

  /**
   * @param work processes one batch and returns the outcome of each item, in order. If it throws, the batch fails,
   *   and so do all waiting items: what stopped this batch would stop the next one too.
   */
  constructor(
    private readonly work: (items: Item[]) => Promise<Settled<Result>[]>,
    private readonly options: BatcherOptions = {},
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Settled<Result>) =>
        'error' in outcome ? reject(outcome.error) : resolve(outcome.value);
      this.waiting.push({ item, settle });
      if (this.isInFlight) return;
      if (this.waiting.length >= IMMEDIATE_BATCH_SIZE && !this.options.blocksThread) void this.workOff();
      else this.scheduled ??= setImmediate(() => this.endTurn(0));
    });
  }

  /** @param before how many items were waiting at the end of the previous turn */
  private endTurn(before: number): void {
    const { length } = this.waiting;
    const mayGrow = this.options.blocksThread && length > before && length < MAX_BATCH_SIZE;
    if (mayGrow) this.scheduled = setImmediate(() => this.endTurn(length));
    else void this.workOff();
  }

  private async workOff(): Promise<void> {
    clearImmediate(this.scheduled);
    this.scheduled = undefined;
    this.isInFlight = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH_SIZE);
      try {
        const outcomes = await this.work(batch.map(({ item }) => item));
        for (const [index, { settle }] of batch.entries()) settle(outcomes[index]!);
      } catch (error) {
        for (const { settle } of [...batch, ...this.waiting.splice(0)]) settle({ error });
      }
    }
    this.isInFlight = false;
  }
}
