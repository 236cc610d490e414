import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { DcrDatabase } from '../database/dcr-database.js';
import { countAttempt } from './count-attempt.js';

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts in the host's database, so that all replicas share one limit. */
@Injectable()
export class DatabaseThrottlerStorage implements ThrottlerStorage {
  constructor(private readonly database: DcrDatabase) {}

  async increment(key: string, ttl: number, limit: number): Promise<Attempts> {
    const { dataSource } = this.database;
    const { hits, remaining } = await this.database.write(() => countAttempt(dataSource, key, 1, ttl));
    const seconds = Math.max(1, Math.ceil(remaining / 1_000));
    const isBlocked = hits > limit;
    return { totalHits: hits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
  }
}
