import { In, IsNull } from 'typeorm';
import { DcrDatabase } from '../database/dcr.database.js';
import { before } from '../database/time-conditions.js';
import { type Statement, step, type Steps, toStatement } from '../database/transaction.js';
import { DcrServerError } from '../errors/index.js';
import type { DcrClient } from './client.entity.js';
import { ClientRows } from './client.rows.js';

/** Minimum time between two records of a client's registration: a popular client must not cause a write for each one. */
export const RECORD_EVERY_MS = 60_000;

/** What an instance learns of the client that it shares. */
export type SharedClient = Pick<DcrClient, 'clientId' | 'createdAt'>;

/** A shared client is active and registered itself, whatever the application has written into the table. */
const SHARED = { status: 'active', source: 'dcr' } as const;

/** The clients that several instances share. The unique column `sharedHash` decides which one that is. */
export class SharedClientRows {
  private guard?: string;

  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {}

  /** Records that further instances register now, which keeps their clients from being cleaned up. */
  *recordSteps(hashes: string[]): Steps<void> {
    const now = this.database.now();
    const due = new Date(now.getTime() - RECORD_EVERY_MS);
    const sharedHash = In(hashes);
    yield* step(
      this.rows
        .update()
        .set({ lastRegisteredAt: now })
        .where([
          { ...SHARED, sharedHash, lastRegisteredAt: IsNull() },
          { ...SHARED, sharedHash, lastRegisteredAt: before(due) },
        ]),
    );
  }

  /**
   * Finds the shared clients by their hash. Until the transaction ends, none of them can be disabled or deleted.
   *
   * @returns no client that the application has disabled by its own statements: another one is shared from now on
   */
  *findSteps(hashes: string[]): Steps<Map<string, SharedClient>> {
    const sharedHash = In(hashes);
    const query = this.rows
      .query()
      .select('client.sharedHash', 'hash')
      .addSelect('client.clientId', 'clientId')
      .addSelect('client.createdAt', 'createdAt')
      .addSelect('client.status', 'status')
      .addSelect('client.source', 'source')
      .where({ sharedHash });
    const { rows } = yield* step(this.database.dialect.lock(query, 'read'));
    const found = new Map<string, SharedClient>();
    for (const { hash, clientId, createdAt, status, source } of rows) {
      if (status !== SHARED.status || source !== SHARED.source) continue;
      found.set(String(hash), { clientId: String(clientId), createdAt: new Date(Number(createdAt)) });
    }
    if (found.size < rows.length) {
      const unusable = hashes.filter((hash) => !found.has(hash));
      yield* step(
        this.rows
          .update()
          .set({ sharedHash: null })
          .where({ sharedHash: In(unusable) }),
      );
    }
    return found;
  }

  /** Whether a client can be shared under this hash now. */
  exists(sharedHash: string): Promise<boolean> {
    return this.rows.exists({ ...SHARED, sharedHash });
  }

  /** Stores clients, except those whose hash another replica has just stored. */
  *insertSteps(clients: DcrClient[]): Steps<void> {
    yield* step(this.database.dialect.ignoringDuplicates(this.rows.insert(clients), this.rows.entity));
  }

  /**
   * Inserts other rows in one statement, provided that these clients are still shared. They cannot be disabled or deleted
   * until the statement ends.
   *
   * @returns `undefined` if this database, or the form of the statement, does not allow that
   */
  insertWhileShared(clientIds: string[], insert: Statement): Statement | undefined {
    const { chains } = this.database.dialect;
    this.guard ??= this.guardText();
    return chains?.insertWhileFound(insert, { sql: this.guard, parameters: [clientIds] }, clientIds.length);
  }

  /** Shares a client again that was disabled or pending, unless another one has taken its place. */
  async shareAgain(clientId: string): Promise<void> {
    const client = await this.rows.find(clientId);
    const hash = client?.instanceHash;
    if (!hash || (await this.rows.exists({ sharedHash: hash }))) return;
    const share = this.rows.update().set({ sharedHash: hash });
    await this.database
      .execute(share.where({ ...SHARED, clientId, sharedHash: IsNull() }))
      .catch((error: unknown) => {
        // Another client took its place a moment ago.
        const isTaken =
          error instanceof DcrServerError && this.database.dialect.failureOf(error.cause) === 'duplicate';
        if (!isTaken) throw error;
      });
  }

  /** Built once: TypeORM takes longer to build it than the database to run it. */
  private guardText(): string {
    const query = this.rows
      .query()
      .select('1')
      .where('client.clientId = ANY(:clientIds)', { clientIds: [] })
      .andWhere(`client.sharedHash IS NOT NULL AND client.status = '${SHARED.status}'`);
    return toStatement(this.database.dialect.lock(query, 'read')).sql;
  }
}
