import { hash } from 'node:crypto';
import { DcrAdminService, DcrAuditEvent, DcrState } from 'nestjs-dcr';
import type { Logger } from 'typeorm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { byCallerHeader } from '../../support/caller.js';
import { createDatabase, describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { expectLimited, start, statuses } from './limited-application.js';

describeDatabases(
  'the limiter',
  (database) => {
    test('accepts exactly the limit out of many concurrent attempts', async () => {
      const { post } = await start({ maxRegistrationsPerWindow: 10 }, { database });
      const answers = await Promise.all(Array.from({ length: 50 }, () => post()));
      expect(statuses(answers)).toEqual([...Array(10).fill(201), ...Array(40).fill(429)]);
      for (const answer of answers) if (answer.status === 429) expectLimited(answer, 60);
    });

    test('shares its count between replicas on one database', async () => {
      if (database.kind === 'sqljs') return;
      const options = { maxRegistrationsPerWindow: 4, trackBy: () => 'replicas' };
      const one = await start(options, { database });
      const two = await start(options, { database });
      const answers = [await one.post(), await two.post(), await one.post(), await two.post()];
      expect(statuses(answers)).toEqual([201, 201, 201, 201]);
      expect(statuses([await one.post(), await two.post()])).toEqual([429, 429]);
    });

    test('starts again when the window ends, and not before', async () => {
      const options = { maxRegistrationsPerWindow: 2, registrationWindow: 700, trackBy: () => 'window' };
      const { post } = await start(options, { database });
      expect(statuses([await post(), await post()])).toEqual([201, 201]);
      const limited = await post();
      expectLimited(limited, 1);
      const blockedAt = performance.now();
      const again = await vi.waitUntil(
        async () => {
          const answer = await post();
          return answer.status === 429 ? false : answer;
        },
        { timeout: 5_000, interval: 20 },
      );
      expect(again.status).toBe(201);
      expect(performance.now() - blockedAt).toBeLessThan(2_000);
      expect(statuses([await post(), await post()])).toEqual([201, 429]);
    });

    test('stores a hash of the caller with a secret that all replicas share', async () => {
      const options = { trackBy: () => 'somebody@example.com' };
      const replicas = await Promise.all([start(options, { database }), start(options, { database })]);
      const { dataSource } = replicas[0];
      await dataSource.query('DELETE FROM dcr_rate_limits');
      for (const { post } of replicas) await post();
      const rows = (await dataSource.query('SELECT * FROM dcr_rate_limits')) as Record<string, unknown>[];
      expect(rows).toHaveLength(1);
      const { value } = await dataSource.getRepository(DcrState).findOneByOrFail({ name: 'limiter' });
      expect(value).toMatch(/^[0-9a-f]{64}$/);
      const expected = hash('sha256', `${value} dcr /register somebody@example.com`);
      expect(rows[0]).toMatchObject({ key: expected });
    });

    test('keeps its key when an application empties its tables', async () => {
      const { post, dataSource, nest } = await start({ trackBy: () => 'emptied' }, { database });
      const key = () => dataSource.getRepository(DcrState).findOneBy({ name: 'limiter' });
      const before = await key();
      await dataSource.query('DELETE FROM dcr_state');
      await nest.get(DcrAdminService).resumeRegistration();
      expect((await post()).status).toBe(201);
      expect(await key()).toEqual(before);
    });
  },
  ['better-sqlite3', 'sqljs', 'postgres', 'mariadb'],
);

describe('a flood', () => {
  test('is one audit event with a count, whose final value is written at shutdown', async () => {
    const database = await createDatabase('better-sqlite3');
    onTestFinished(() => database.drop());
    const application = await startApplication({
      database,
      dcr: { enabled: true, maxRegistrationsPerWindow: 2, trackBy: byCallerHeader },
    });
    const post = (caller: string) =>
      postJson(`${application.url}/register`, goodRegistration, { 'x-caller': caller, 'user-agent': caller });
    for (let attempt = 1; attempt <= 20; attempt++) await post('a');
    for (let attempt = 1; attempt <= 5; attempt++) await post('b');
    await application.close();

    const next = await startApplication({ database, dcr: {} });
    onTestFinished(() => next.close());
    const events = next.dataSource.getRepository(DcrAuditEvent);
    const rejected = await events.find({ where: { type: 'client.rejected' }, order: { userAgent: 'ASC' } });
    expect(rejected).toMatchObject([
      { userAgent: 'a', error: 'slow_down', count: 18, ip: '127.0.0.1' },
      { userAgent: 'b', error: 'slow_down', count: 3 },
    ]);
    expect(await events.countBy({ type: 'client.registered' })).toBe(4);
  });
});

describeDatabases(
  'a flood',
  (database) => {
    test('costs the database nothing', async () => {
      const logger = new QueryCounter();
      const typeorm = { logging: true, logger };
      const { post, dataSource } = await start({ maxRegistrationsPerWindow: 1 }, { database, typeorm });
      const hits = () => dataSource.query('SELECT hits FROM dcr_rate_limits');
      expect((await post()).status).toBe(201);
      expect((await post()).status).toBe(429);
      expect(await hits()).toEqual([{ hits: 2 }]);
      const before = logger.queries;
      const flood = await Promise.all(Array.from({ length: 50 }, () => post()));
      expect(statuses(flood)).toEqual(Array(50).fill(429));
      expect(logger.queries).toBe(before);
      expect(await hits()).toEqual([{ hits: 2 }]);
    });
  },
  ['better-sqlite3', 'postgres'],
);

/** Counts every query on PostgreSQL; on SQLite ours bypass the logger, and only their effect is visible. */
class QueryCounter implements Logger {
  queries = 0;
  logQuery(): void {
    this.queries++;
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
