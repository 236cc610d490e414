import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DcrDatabase } from '../database/dcr-database.js';
import { familyOf } from '../database/dialect.js';
import { execute, type Outcome, type Statement } from '../database/transaction.js';
import { DcrState } from './state.entity.js';

const NAMES = ['registration', 'cap', 'cleanup'] as const;
export type StateName = (typeof NAMES)[number];

/** The rows that replicas agree through. They are made at the first start, so that they can be locked ever after. */
@Injectable()
export class SharedState implements OnModuleInit {
  constructor(private readonly database: DcrDatabase) {}

  async onModuleInit(): Promise<void> {
    const rows = NAMES.map((name) => ({ name, value: null, expiresAt: null, lastRunAt: null }));
    const { dataSource } = this.database;
    const seed = dataSource
      .createQueryBuilder()
      .insert()
      .into(DcrState)
      .values(rows)
      .orIgnore()
      .updateEntity(false);
    await this.database.execute(seed).catch((cause: unknown) => {
      throw new Error(
        'DcrModule could not use its table dcr_state. Have its tables made: set "migrations: dcrMigrations" and ' +
          '"migrationsRun: true" in TypeOrmModule.forRoot(), or run the migrations before the start.',
        { cause },
      );
    });
  }

  /** Until the transaction ends, every other one that locks the same name waits. */
  *lock(name: StateName): Generator<Statement, void, Outcome> {
    const { dataSource } = this.database;
    const find = dataSource.createQueryBuilder(DcrState, 'state').where({ name });
    // SQLite has one writer, which we already are.
    if (familyOf(dataSource) !== 'sqlite') find.setLock('pessimistic_write');
    yield* execute(find);
  }

  /** @returns whether that changed anything */
  *set(name: StateName, value: string | null): Generator<Statement, boolean, Outcome> {
    const { driver } = this.database.dataSource;
    const column = driver.escape('value');
    const set = this.database.dataSource
      .createQueryBuilder()
      .update(DcrState)
      .set({ value })
      .where({ name })
      .andWhere(value === null ? `${column} IS NOT NULL` : `(${column} IS NULL OR ${column} <> :value)`, {
        value,
      });
    return (yield* execute(set)).affected > 0;
  }
}
