import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dcrMigrations } from 'nestjs-dcr';
import { Settings } from '../config/settings.js';
import { OperatorSessions1763000000000 } from '../operators/operator-sessions.migration.js';
import { keepPrivate } from './private-file.js';
import { SampleTables1760000000000 } from './tables.migration.js';

/** One database for accounts, clients, grants and tokens: a SQLite file, or PostgreSQL. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: async ({ database, onPostgres }: Settings) => {
        if (!onPostgres) await keepPrivate(database);
        return {
          ...(onPostgres
            ? { type: 'postgres' as const, url: database }
            : { type: 'better-sqlite3' as const, database, enableWAL: true }),
          autoLoadEntities: true,
          migrations: [...dcrMigrations, SampleTables1760000000000, OperatorSessions1763000000000],
          migrationsRun: true,
        };
      },
    }),
  ],
})
export class DatabaseModule {}
