import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dcrMigrations } from 'nestjs-dcr';
import { Settings } from '../config/settings.js';
import { SampleTables1760000000000 } from './tables.migration.js';

/** One SQLite file for everything: accounts, clients, grants and tokens. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => ({
        type: 'better-sqlite3',
        database: settings.database,
        enableWAL: true,
        autoLoadEntities: true,
        migrations: [...dcrMigrations, SampleTables1760000000000],
        migrationsRun: true,
      }),
    }),
  ],
})
export class DatabaseModule {}
