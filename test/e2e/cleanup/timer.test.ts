import { Module, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import {
  DcrAdminService,
  DcrAuditEvent,
  DcrClient,
  DcrModule,
  DcrRateLimit,
  DcrSession,
  DcrState,
  type DcrModuleOptions,
} from 'nestjs-dcr';
import { firstValueFrom } from 'rxjs';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDatabase, type TestDatabase } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, DAY, HOUR, seedClients, sessionRow } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';

const MINUTE = 60_000;

/** One row of each kind, past the default retention. */
async function seedOldRows({ dataSource }: Pick<TestApplication, 'dataSource'>): Promise<void> {
  const old = ago(91 * DAY);
  const event = { id: 'old', type: 'client.rejected', count: 1, createdAt: old } as const;
  await dataSource.getRepository(DcrAuditEvent).insert(event);
  await dataSource.getRepository(DcrRateLimit).insert({ key: 'old', hits: 1, expiresAt: old });
  await dataSource.getRepository(DcrSession).insert(sessionRow('dcr_gone', { closedAt: old }));
}

const expectNoOldRows = ({ dataSource }: Pick<TestApplication, 'dataSource'>) =>
  vi.waitFor(async () => {
    for (const entity of [DcrAuditEvent, DcrRateLimit, DcrSession]) {
      expect(await dataSource.getRepository(entity).count()).toBe(0);
    }
  });

async function newDatabase(): Promise<TestDatabase> {
  const database = await createDatabase('better-sqlite3');
  onTestFinished(() => database.drop());
  return database;
}

describe('the timer of the cleanup', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => void vi.useRealTimers());

  const logged: string[] = [];
  const logger: LoggerService = {
    log: (message: unknown) => logged.push(`log ${String(message)}`),
    warn: (message: unknown) => logged.push(`warn ${String(message)}`),
    error: (message: unknown) => logged.push(`error ${String(message)}`),
  };
  const start = async (database: TestDatabase, cleanup: DcrModuleOptions['cleanup'] = {}) => {
    logged.length = 0;
    const application = await startApplication({ database, dcr: { cleanup }, nest: { logger } });
    let isOpen = true;
    const close = async () => {
      if (isOpen) await application.close();
      isOpen = false;
    };
    onTestFinished(close);
    return { ...application, close };
  };
  const clientsOf = (application: TestApplication) => application.dataSource.getRepository(DcrClient);
  const seedStale = (application: TestApplication) => seedClients(application, [{ createdAt: ago(3 * DAY) }]);
  /** Lets time pass for the last run that is stored with the lease, too. */
  const letPass = (application: TestApplication, milliseconds: number) =>
    application.dataSource.query(
      `UPDATE dcr_state SET last_run_at = last_run_at - ${milliseconds} WHERE name = 'cleanup'`,
    );
  const expectSwept = (application: TestApplication) =>
    vi.waitFor(async () => expect(await clientsOf(application).count()).toBe(0));
  const expectNotSwept = async (application: TestApplication) => {
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    expect(await clientsOf(application).count()).toBe(1);
  };

  test('is in the SchedulerRegistry while the application runs, and no longer', async () => {
    const application = await start(await newDatabase());
    const registry = application.nest.get(SchedulerRegistry);
    expect(registry.getIntervals()).toEqual(['dcr-cleanup']);
    await application.close();
    expect(registry.getIntervals()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('with "cleanup: false" keeps every client, but still removes rows past their retention', async () => {
    const application = await start(await newDatabase(), false);
    await seedStale(application);
    await seedOldRows(application);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectNoOldRows(application);
    await expectNotSwept(application);
  });

  test('with "cleanup: false" a manual sweep keeps every client, too', async () => {
    const application = await start(await newDatabase(), false);
    await seedStale(application);
    await seedOldRows(application);
    const admin = application.nest.get(DcrAdminService);
    const due = { unusedClients: 0, idleClients: 0, auditEvents: 1, rateLimits: 1, sessions: 1, rules: 0 };
    expect(await admin.cleanUp({ dryRun: true })).toEqual(due);
    expect(await admin.cleanUp()).toEqual(due);
    expect(await clientsOf(application).count()).toBe(1);
  });

  test('sweeps once per "every", and logs what was removed', async () => {
    const application = await start(await newDatabase(), { every: HOUR });
    await seedStale(application);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(application);
    await vi.waitFor(() => expect(logged.join('\n')).toMatch(/log Cleaned up: .*"unusedClients":1/));
    await seedStale(application);
    await expectNotSwept(application);
    await letPass(application, HOUR);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(application);
  });

  test('is not delayed by restarts', async () => {
    const database = await newDatabase();
    let application = await start(database, { every: HOUR });
    await seedStale(application);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(application);
    await application.close();
    for (let restart = 0; restart < 3; restart++) {
      application = await start(database, { every: HOUR });
      if (restart === 0) await seedStale(application);
      await expectNotSwept(application);
      await letPass(application, 21 * MINUTE);
      await application.close();
    }
    application = await start(database, { every: HOUR });
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(application);
  });

  test('sweeps once per "every" across two replicas', async () => {
    const database = await newDatabase();
    const applications = [await start(database), await start(database)];
    const runs = () => logged.filter((line) => line.includes('Cleaned up')).length;
    for (let round = 1; round <= 3; round++) {
      await seedStale(applications[0]!);
      await vi.advanceTimersByTimeAsync(5 * MINUTE);
      await expectSwept(applications[1]!);
      await vi.waitFor(() => expect(runs()).toBe(round));
      await letPass(applications[0]!, HOUR);
    }
  });

  test('logs a failed sweep, and continues', async () => {
    const application = await start(await newDatabase(), { every: MINUTE });
    await seedStale(application);
    await application.dataSource.query('ALTER TABLE dcr_sessions RENAME TO dcr_sessions_away');
    await vi.advanceTimersByTimeAsync(MINUTE);
    await vi.waitFor(() => expect(logged.some((line) => line.startsWith('error'))).toBe(true));
    await application.dataSource.query('ALTER TABLE dcr_sessions_away RENAME TO dcr_sessions');
    expect(await clientsOf(application).count()).toBe(1);
    await letPass(application, MINUTE);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(application);
  });

  test('logs that the database is unavailable, and continues', async () => {
    const application = await start(await newDatabase(), { every: MINUTE });
    await seedStale(application);
    await application.dataSource.destroy();
    await vi.advanceTimersByTimeAsync(MINUTE);
    await vi.waitFor(() => expect(logged.some((line) => line.startsWith('error'))).toBe(true));
    await application.dataSource.initialize();
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(application);
  });

  test.each(['the timer', 'hand'])(
    'releases the lease when the application stops during a sweep by %s',
    async (by) => {
      const database = await newDatabase();
      const application = await start(database, { every: HOUR, batchSize: 1 });
      await seedClients(
        application,
        Array.from({ length: 1_000 }, () => ({ createdAt: ago(3 * DAY) })),
      );
      const admin = application.nest.get(DcrAdminService);
      const begun = firstValueFrom(admin.events);
      const result = by === 'hand' ? refusalOf(admin.cleanUp()) : undefined;
      if (by === 'the timer') await vi.advanceTimersByTimeAsync(MINUTE);
      await begun;
      await application.close();
      expect((await result)?.status ?? 503).toBe(503);

      const again = await start(database, { every: HOUR });
      expect(await clientsOf(again).count()).toBeGreaterThan(0);
      const lease = await again.dataSource.getRepository(DcrState).findOneBy({ name: 'cleanup' });
      expect(lease).toMatchObject({ value: null, expiresAt: null });
    },
  );
});

describe('an application without ScheduleModule', () => {
  const start = async (cleanup: DcrModuleOptions['cleanup']) => {
    const database = await createDatabase('memory');
    @Module({ imports: [TypeOrmModule.forRoot(database.options), DcrModule.forRoot({ cleanup })] })
    class RootModule {}
    const app = await NestFactory.create(RootModule, { logger: false, abortOnError: false });
    onTestFinished(() => app.close());
    await app.init();
    return app;
  };

  test('does not start, with an error that names the fix', async () => {
    await expect(start({})).rejects.toThrow(/ScheduleModule\.forRoot\(\).*"cleanup: false"/s);
  });

  test('starts with "cleanup: false", and still removes rows past their retention', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const app = await start(false);
    const dataSource = app.get<DataSource>(getDataSourceToken());
    await seedOldRows({ dataSource });
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectNoOldRows({ dataSource });
    await app.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
