import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DcrModule, mcpCompatibility } from 'nestjs-dcr';
import { DcrConsoleModule } from 'nestjs-dcr/console';
import { operations } from './operations.js';
import { readSettings } from './server-settings.js';
import { startNest } from './start-nest.js';
import { typeOrm } from './type-orm.js';

/** An application with this package and its console, which nobody else can reach. */
@Module({
  imports: [
    typeOrm(readSettings().storage!),
    ScheduleModule.forRoot(),
    DcrModule.forRoot(mcpCompatibility({ scopes: { allowed: ['mcp:read', 'mcp:write'] } })),
    DcrConsoleModule.forRoot({ path: 'console', guardedBy: 'the address 127.0.0.1' }),
  ],
})
class AppModule {}

await startNest(AppModule, operations);
