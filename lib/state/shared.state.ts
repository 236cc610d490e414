import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { DcrDatabase } from '../database/dcr.database.js';
import { escapedColumn } from '../database/names.js';
import { step, type Steps } from '../database/transaction.js';
import { DcrState } from './state.entity.js';

const NAMES = ['registration', 'cap', 'cleanup', 'discovery', 'documents', 'rules'] as const;
export type StateName = (typeof NAMES)[number];

/** The row that holds the limiter's secret. */
const SECRET = 'limiter';

/** The state that all replicas share, one row per name. Rows are created at startup, so that they can be locked. */
@Injectable()
export class SharedState implements OnModuleInit {
  private knownSecret?: string;

  constructor(private readonly database: DcrDatabase) {}

  /**
   * The secret with which the limiter hashes callers. The first replica to start creates it, and all replicas use it.
   * Available once the module is initialized.
   */
  get secret(): string {
    if (this.knownSecret === undefined) throw new Error('DcrModule is not initialized yet.');
    return this.knownSecret;
  }

  async onModuleInit(): Promise<void> {
    try {
      this.knownSecret =
        (await this.findSecret()) ?? (await this.database.write(() => this.createSecretSteps()));
    } catch (cause) {
      throw new Error(
        'DcrModule could not use its table dcr_state. Create its tables: set "migrations: dcrMigrations" and ' +
          '"migrationsRun: true" in TypeOrmModule.forRoot(), or run the migrations before startup.',
        { cause },
      );
    }
  }

  /** Inserts missing rows: at the first startup, and after the application has emptied the tables. */
  *ensureSteps(): Steps<void> {
    const rows = [
      ...NAMES.map((name) => ({ name, value: null, expiresAt: null, lastRunAt: null })),
      {
        name: SECRET,
        // If the tables were emptied, store the key that this process already uses.
        value: this.knownSecret ?? randomBytes(32).toString('hex'),
        expiresAt: null,
        lastRunAt: null,
      },
    ];
    const insert = this.database.dataSource.createQueryBuilder().insert().into(DcrState).values(rows);
    yield* step(insert.orIgnore().updateEntity(false));
  }

  /** @returns `undefined` if a row is missing: at the first startup, or after the tables were emptied or a name was added */
  private async findSecret(): Promise<string | undefined> {
    const query = this.database.dataSource
      .createQueryBuilder(DcrState, 'state')
      .select('state.name', 'name')
      .addSelect('state.value', 'value');
    const rows = await this.database.read(query, (all) =>
      all.getRawMany<{ name: string; value: string | null }>(),
    );
    const values = new Map(rows.map(({ name, value }) => [name, value]));
    return NAMES.every((name) => values.has(name)) ? (values.get(SECRET) ?? undefined) : undefined;
  }

  /** Replicas that start together all insert. The first insert wins, and every replica reads its value. */
  private *createSecretSteps(): Steps<string> {
    yield* this.ensureSteps();
    const { rows } = yield* step(this.valueOf(SECRET));
    const secret = valueIn(rows);
    if (!secret) throw new Error(`The row "${SECRET}" of dcr_state has no value.`);
    return secret;
  }

  /** Locks a name until the transaction ends, and reads its value. */
  *lockSteps(name: StateName): Steps<string | null> {
    const find = this.database.dialect.lock(this.valueOf(name), 'write');
    let { rows } = yield* step(find);
    if (rows.length === 0) {
      yield* this.ensureSteps();
      ({ rows } = yield* step(find));
    }
    return valueIn(rows);
  }

  /** Reads a value, and locks it against changes until the transaction ends. */
  *getSteps(name: StateName): Steps<string | null> {
    const { rows } = yield* step(this.database.dialect.lock(this.valueOf(name), 'read'));
    return valueIn(rows);
  }

  private valueOf(name: StateName | typeof SECRET): SelectQueryBuilder<DcrState> {
    return this.database.dataSource
      .createQueryBuilder(DcrState, 'state')
      .select('state.value', 'value')
      .where({ name });
  }

  /** @returns whether the value changed */
  *setSteps(name: StateName, value: string | null): Steps<boolean> {
    const column = escapedColumn(this.database.dataSource, DcrState, 'value');
    const set = this.database.dataSource
      .createQueryBuilder()
      .update(DcrState)
      .set({ value, lastRunAt: this.database.now() })
      .where({ name })
      .andWhere(value === null ? `${column} IS NOT NULL` : `(${column} IS NULL OR ${column} <> :value)`, {
        value,
      });
    if ((yield* step(set)).affected > 0) return true;
    yield* this.ensureSteps();
    return (yield* step(set)).affected > 0;
  }
}

function valueIn([row]: Record<string, unknown>[]): string | null {
  return (row?.['value'] as string | null | undefined) ?? null;
}
