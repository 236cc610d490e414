import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { readSettings } from './server-settings.js';
import { startNest, validatedControllers } from './start-nest.js';

const { storage } = readSettings();
if (storage?.kind !== 'postgres') throw new Error('This server needs PostgreSQL.');
const controllers = await validatedControllers();

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
  controllers,
})
class AppModule {}

await startNest(AppModule);
