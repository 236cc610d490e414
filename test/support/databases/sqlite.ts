import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseName, withMigrations, type TestDatabase } from './database.js';

const nothing = () => Promise.resolve();

/** A file, so that a second application or a restart can open it, too. */
export function betterSqliteFile(): TestDatabase {
  const folder = join(tmpdir(), databaseName());
  return {
    kind: 'better-sqlite3',
    options: withMigrations({ type: 'better-sqlite3', database: join(folder, 'test.db') }),
    create: () => mkdir(folder).then(nothing),
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

export function betterSqliteMemory(): TestDatabase {
  return {
    kind: 'memory',
    options: withMigrations({ type: 'better-sqlite3', database: ':memory:' }),
    create: nothing,
    drop: nothing,
  };
}

export function sqlJs(): TestDatabase {
  return { kind: 'sqljs', options: withMigrations({ type: 'sqljs' }), create: nothing, drop: nothing };
}
