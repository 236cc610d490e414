import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { Batcher, type Settled } from '../async/batcher.js';
import { DcrDatabase } from '../database/dcr.database.js';
import type { Increment } from '../database/counting.js';
import { type Statement, step, type Steps } from '../database/transaction.js';
import { type AttemptCount, rateLimitTable, toCounts } from './attempt-counts.js';

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

interface Attempt {
  key: string;
  /** ms */
  window: number;
}

/**
 * Counts in the application's database, so that all replicas share one limit. Attempts of one caller that arrive
 * together are counted together, and each attempt gets its own number.
 */
@Injectable()
export class DatabaseThrottlerStorage implements ThrottlerStorage {
  private readonly attempts = new Batcher<Attempt, AttemptCount>((batch) => this.count(batch));

  constructor(private readonly database: DcrDatabase) {}

  async increment(key: string, ttl: number, limit: number): Promise<Attempts> {
    const { hits, remaining } = await this.attempts.add({ key, window: ttl });
    const seconds = Math.max(1, Math.ceil(remaining / 1_000));
    const isBlocked = hits > limit;
    return { totalHits: hits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
  }

  private async count(batch: Attempt[]): Promise<Settled<AttemptCount>[]> {
    const callers = new Map<string, Increment>();
    const places = batch.map(({ key, window }) => {
      const caller = callers.get(key) ?? { key, by: 0, window };
      callers.set(key, caller);
      return ++caller.by;
    });
    const counts = await this.store([...callers.values()]);
    return batch.map(({ key }, index) => {
      const { hits, remaining } = counts.get(key)!;
      return { value: { key, hits: hits - callers.get(key)!.by + places[index]!, remaining } };
    });
  }

  private async store(callers: Increment[]): Promise<Map<string, AttemptCount>> {
    const { dataSource, dialect } = this.database;
    // Sorted, so that two replicas that count the same callers cannot deadlock.
    callers.sort((one, other) => (one.key < other.key ? -1 : 1));
    const { count, read } = dialect.countUp(rateLimitTable(dataSource), callers);
    if (!read) return toCounts((await this.database.execute(count)).rows);
    return this.database.write(() => countSteps(count, read));
  }
}

function* countSteps(count: Statement, read: Statement): Steps<Map<string, AttemptCount>> {
  yield* step(count);
  return toCounts((yield* step(read)).rows);
}
