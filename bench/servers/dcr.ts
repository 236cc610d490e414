import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DcrModule, mcpCompatibility } from 'nestjs-dcr';
import { readSettings } from './server-settings.js';
import { startNest, validatedControllers } from './start-nest.js';
import { countStatements } from './statement-counter.js';
import { typeOrm } from './type-orm.js';

const { storage, limit = 2_000_000_000, instances = 'separate' } = readSettings();
countStatements();
const controllers = await validatedControllers();

/** An application with this package, set up as the README describes; the limiter counts in the application's database. */
@Module({
  imports: [
    typeOrm(storage!),
    ScheduleModule.forRoot(),
    DcrModule.forRoot(
      mcpCompatibility({
        maxRegistrationsPerWindow: limit,
        registrationWindow: 3_600_000,
        instances,
        scopes: { allowed: ['mcp:read', 'mcp:write'] },
      }),
    ),
  ],
  controllers,
})
class AppModule {}

await startNest(AppModule, async (app) => (await import('./operations.js')).operations(app));
