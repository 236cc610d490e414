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
import { startHost, type Host } from '../../support/host.js';
import { ago, DAY, HOUR, seedClients, sessionRow } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';

const MINUTE = 60_000;

/** One row of each kind, past the default retention. */
async function seedOldRows({ dataSource }: Pick<Host, 'dataSource'>): Promise<void> {
  const old = ago(91 * DAY);
  const event = { id: 'old', type: 'client.rejected', count: 1, createdAt: old } as const;
  await dataSource.getRepository(DcrAuditEvent).insert(event);
  await dataSource.getRepository(DcrRateLimit).insert({ key: 'old', hits: 1, expiresAt: old });
  await dataSource.getRepository(DcrSession).insert(sessionRow('dcr_gone', { closedAt: old }));
}

const expectNoOldRows = ({ dataSource }: Pick<Host, 'dataSource'>) =>
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
    const host = await startHost({ database, dcr: { cleanup }, nest: { logger } });
    let isOpen = true;
    const close = async () => {
      if (isOpen) await host.close();
      isOpen = false;
    };
    onTestFinished(close);
    return { ...host, close };
  };
  const clientsOf = (host: Host) => host.dataSource.getRepository(DcrClient);
  const seedStale = (host: Host) => seedClients(host, [{ createdAt: ago(3 * DAY) }]);
  /** Lets time pass for the last run that is stored with the lease, too. */
  const letPass = (host: Host, milliseconds: number) =>
    host.dataSource.query(
      `UPDATE dcr_state SET last_run_at = last_run_at - ${milliseconds} WHERE name = 'cleanup'`,
    );
  const expectSwept = (host: Host) => vi.waitFor(async () => expect(await clientsOf(host).count()).toBe(0));
  const expectNotSwept = async (host: Host) => {
    await vi.advanceTimersByTimeAsync(3 * MINUTE);
    expect(await clientsOf(host).count()).toBe(1);
  };

  test('is in the SchedulerRegistry while the application runs, and no longer', async () => {
    const host = await start(await newDatabase());
    const registry = host.app.get(SchedulerRegistry);
    expect(registry.getIntervals()).toEqual(['dcr-cleanup']);
    await host.close();
    expect(registry.getIntervals()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('with "cleanup: false" keeps every client, but still removes rows past their retention', async () => {
    const host = await start(await newDatabase(), false);
    await seedStale(host);
    await seedOldRows(host);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectNoOldRows(host);
    await expectNotSwept(host);
  });

  test('with "cleanup: false" a manual sweep keeps every client, too', async () => {
    const host = await start(await newDatabase(), false);
    await seedStale(host);
    await seedOldRows(host);
    const admin = host.app.get(DcrAdminService);
    const due = { unusedClients: 0, idleClients: 0, auditEvents: 1, rateLimits: 1, sessions: 1 };
    expect(await admin.cleanUp({ dryRun: true })).toEqual(due);
    expect(await admin.cleanUp()).toEqual(due);
    expect(await clientsOf(host).count()).toBe(1);
  });

  test('sweeps once per "every", and logs what was removed', async () => {
    const host = await start(await newDatabase(), { every: HOUR });
    await seedStale(host);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(host);
    await vi.waitFor(() => expect(logged.join('\n')).toMatch(/log Cleaned up: .*"unusedClients":1/));
    await seedStale(host);
    await expectNotSwept(host);
    await letPass(host, HOUR);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(host);
  });

  test('is not delayed by restarts', async () => {
    const database = await newDatabase();
    let host = await start(database, { every: HOUR });
    await seedStale(host);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(host);
    await host.close();
    for (let restart = 0; restart < 3; restart++) {
      host = await start(database, { every: HOUR });
      if (restart === 0) await seedStale(host);
      await expectNotSwept(host);
      await letPass(host, 21 * MINUTE);
      await host.close();
    }
    host = await start(database, { every: HOUR });
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(host);
  });

  test('sweeps once per "every" across two replicas', async () => {
    const database = await newDatabase();
    const hosts = [await start(database), await start(database)];
    const runs = () => logged.filter((line) => line.includes('Cleaned up')).length;
    for (let round = 1; round <= 3; round++) {
      await seedStale(hosts[0]!);
      await vi.advanceTimersByTimeAsync(5 * MINUTE);
      await expectSwept(hosts[1]!);
      await vi.waitFor(() => expect(runs()).toBe(round));
      await letPass(hosts[0]!, HOUR);
    }
  });

  test('logs a failed sweep, and continues', async () => {
    const host = await start(await newDatabase(), { every: MINUTE });
    await seedStale(host);
    await host.dataSource.query('ALTER TABLE dcr_sessions RENAME TO dcr_sessions_away');
    await vi.advanceTimersByTimeAsync(MINUTE);
    await vi.waitFor(() => expect(logged.some((line) => line.startsWith('error'))).toBe(true));
    await host.dataSource.query('ALTER TABLE dcr_sessions_away RENAME TO dcr_sessions');
    expect(await clientsOf(host).count()).toBe(1);
    await letPass(host, MINUTE);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(host);
  });

  test('logs that the database is unavailable, and continues', async () => {
    const host = await start(await newDatabase(), { every: MINUTE });
    await seedStale(host);
    await host.dataSource.destroy();
    await vi.advanceTimersByTimeAsync(MINUTE);
    await vi.waitFor(() => expect(logged.some((line) => line.startsWith('error'))).toBe(true));
    await host.dataSource.initialize();
    await vi.advanceTimersByTimeAsync(MINUTE);
    await expectSwept(host);
  });

  test.each(['the timer', 'hand'])(
    'releases the lease when the application stops during a sweep by %s',
    async (by) => {
      const database = await newDatabase();
      const host = await start(database, { every: HOUR, batchSize: 1 });
      await seedClients(
        host,
        Array.from({ length: 1_000 }, () => ({ createdAt: ago(3 * DAY) })),
      );
      const admin = host.app.get(DcrAdminService);
      const begun = firstValueFrom(admin.events);
      const result = by === 'hand' ? refusalOf(admin.cleanUp()) : undefined;
      if (by === 'the timer') await vi.advanceTimersByTimeAsync(MINUTE);
      await begun;
      await host.close();
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
    class HostModule {}
    const app = await NestFactory.create(HostModule, { logger: false, abortOnError: false });
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
