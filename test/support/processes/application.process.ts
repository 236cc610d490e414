import 'reflect-metadata';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Redis } from 'ioredis';
import { DcrAdminService, DcrDecision, DcrModule, dcrMigrations } from 'nestjs-dcr';
import { RedisThrottlerStorage } from 'nestjs-dcr/redis';
import { DataSource } from 'typeorm';
import type { Command, ProcessSetup, Started } from './application.setup.js';

/** An application in a separate process, as in production: it uses the built package, and a signal ends it. */
const setup = JSON.parse(process.argv[2]!) as ProcessSetup;
const tell = (message: unknown) => process.send!(message);

const decisions = new EventEmitter().setMaxListeners(0);
const policy = async (): Promise<DcrDecision> => {
  await once(decisions, 'decide');
  return DcrDecision.allow();
};

const redis = setup.redis && new Redis(setup.redis.url);

@Module({
  imports: [
    TypeOrmModule.forRoot({ ...setup.typeorm, migrations: dcrMigrations }),
    ScheduleModule.forRoot(),
    DcrModule.forRoot({
      enabled: true,
      ...setup.dcr,
      ...(setup.holdsDecisions && { policy }),
      ...(redis && { throttlerStorage: new RedisThrottlerStorage(redis, setup.redis) }),
    }),
  ],
})
class RootModule {}

const app = await NestFactory.create(RootModule, { logger: ['error', 'fatal'], abortOnError: false });
app.enableShutdownHooks();
if (setup.diesAt) await dieAt(setup.diesAt);
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address() as AddressInfo;

const answers: Record<Command, () => unknown> = {
  held: () => decisions.listenerCount('decide'),
  decide: () => decisions.emit('decide'),
  resources: () => process.getActiveResourcesInfo().toSorted(),
  sweep: () => void app.get(DcrAdminService).cleanUp(),
};
process.on('message', (command: Command) => tell({ answer: answers[command]() ?? null }));
// Without a parent there are no more requests.
process.on('disconnect', () => process.exit());
tell({ url: `http://127.0.0.1:${port}` } satisfies Started);

/** Uses temporary triggers: they end with this process and don't affect the next one. */
async function dieAt(place: NonNullable<ProcessSetup['diesAt']>): Promise<void> {
  const die = () => process.kill(process.pid, 'SIGKILL');
  if (place === 'the commit') {
    app.get(DcrAdminService).events.subscribe(die);
    return;
  }
  const dataSource = app.get(DataSource);
  const { databaseConnection } = dataSource.driver as unknown as {
    databaseConnection: { function(name: string, implementation: () => unknown): void };
  };
  databaseConnection.function('die', die);
  const table = place === 'the first insert' ? 'dcr_clients' : 'dcr_audit_events';
  await dataSource.query(`CREATE TEMP TRIGGER dies BEFORE INSERT ON ${table} BEGIN SELECT die(); END`);
}
