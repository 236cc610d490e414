import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import type { ClientAge } from '../options/option-groups.js';
import { positionOf, type StaleTier, START } from './client-range.js';
import { StaleClientsFinder } from './stale-clients.finder.js';

type AgeFunction = Exclude<ClientAge, number>;

/** Finds stale clients when the age is a function of the client, so each candidate has to be read. */
export class DueClientsFinder {
  constructor(
    private readonly database: DcrDatabase,
    private readonly clients: StaleClientsFinder,
  ) {}

  async count(tier: StaleTier, age: AgeFunction, batchSize: number): Promise<number> {
    let count = 0;
    for await (const batch of this.batches(tier, age, batchSize)) {
      count += batch.length;
      await nextTurn();
    }
    return count;
  }

  /** Visits each candidate once. Ends at clients that were used after the start, so that the sweep terminates. */
  async *batches(tier: StaleTier, age: AgeFunction, batchSize: number): AsyncGenerator<DcrClient[]> {
    const startedAt = this.database.now().getTime();
    let after = START;
    do {
      const found = await this.clients.find(tier, age, batchSize, after);
      const due = found.filter((client) => this.isDue(tier, client, age(client)));
      if (due.length > 0) yield due;
      if (found.length < batchSize) return;
      after = positionOf(tier, found.at(-1)!);
    } while (after.at <= startedAt);
  }

  private isDue(tier: StaleTier, client: DcrClient, age: number): boolean {
    // If the function returns an invalid age, keep the client.
    if (typeof age !== 'number' || !(age >= 0)) return false;
    const { enabledAt, lastRegisteredAt } = client;
    const since = Math.max(
      positionOf(tier, client).at,
      enabledAt?.getTime() ?? 0,
      lastRegisteredAt?.getTime() ?? 0,
    );
    return since <= this.database.now().getTime() - age;
  }
}
