import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { readSettings } from './host-settings.js';
import { startNest } from './start-nest.js';

const { storage } = readSettings();
if (storage?.kind !== 'postgres') throw new Error('The host needs PostgreSQL.');

/** The host of `dcr.ts` without this package: what its start costs anyway. */
@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: storage.url,
      autoLoadEntities: true,
      migrations: [],
      migrationsRun: true,
      retryAttempts: 0,
    }),
    ScheduleModule.forRoot(),
  ],
})
class Host {}

await startNest(Host);
