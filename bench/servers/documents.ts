import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DcrModule, mcpCompatibility } from 'nestjs-dcr';
import { documentCalls } from './document-calls.js';
import { documentHosts } from './document-settings.js';
import { readSettings } from './server-settings.js';
import { startNest } from './start-nest.js';
import { countStatements } from './statement-counter.js';
import { typeOrm } from './type-orm.js';

const { storage, documents } = readSettings();
const { connect, ca } = documents!;
const MANY = 2_000_000_000;
countStatements();

/** An application with documents and registration, whose only limits are those on fetches. */
@Module({
  imports: [
    typeOrm(storage!),
    ScheduleModule.forRoot(),
    DcrModule.forRoot(
      mcpCompatibility({
        maxRegistrationsPerWindow: Infinity,
        scopes: { allowed: ['mcp:read', 'mcp:write'] },
        cimd: {
          enabled: true,
          maxClients: MANY,
          maxDiscoveriesPerWindow: MANY,
          testHosts: Object.fromEntries(documentHosts.map((host) => [host, { connect }])),
          testCa: ca,
        },
      }),
    ),
  ],
})
class AppModule {}

await startNest(AppModule, documentCalls);
