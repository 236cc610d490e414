import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { readSettings } from './server-settings.js';
import { startNest } from './start-nest.js';

const { storage } = readSettings();
if (storage?.kind !== 'postgres') throw new Error('This server needs PostgreSQL.');

/** The application of `dcr.ts` without this package, to measure the startup time of the rest. */
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
class AppModule {}

await startNest(AppModule);
