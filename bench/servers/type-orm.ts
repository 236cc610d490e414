import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { dcrMigrations } from 'nestjs-dcr';
import type { Storage } from './server-settings.js';

/** Makes SQLite as durable as PostgreSQL: with WAL, and every commit synced to disk. */
export function typeOrmOptions(storage: Storage): TypeOrmModuleOptions {
  const common = { autoLoadEntities: true, migrations: dcrMigrations, migrationsRun: true, retryAttempts: 0 };
  if (storage.kind === 'postgres') return { type: 'postgres', url: storage.url, ...common };
  return {
    type: 'better-sqlite3',
    database: storage.file,
    enableWAL: true,
    prepareDatabase: (database: { pragma(setting: string): void }) => {
      database.pragma('synchronous = FULL');
    },
    ...common,
  };
}

export function typeOrm(storage: Storage) {
  return TypeOrmModule.forRoot(typeOrmOptions(storage));
}
