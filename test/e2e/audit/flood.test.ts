import type { ExecutionContext } from '@nestjs/common';
import { DcrAdminService, DcrAuditEvent, DcrThrottlerGuard, DcrSlowDownError } from 'nestjs-dcr';
import { expect, onTestFinished, test, vi } from 'vitest';
import { RejectionRecorder } from '../../../lib/audit/rejection.recorder.js';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { flood } from './pipelined.js';

const BURST = 2_000;

/**
 * Does what the endpoint does with an attempt until it refuses it. 100,000 attempts over HTTP would take too long.
 *
 * @returns 1 if the attempt was refused, otherwise 0
 */
async function attempt(application: TestApplication, ip: string): Promise<0 | 1> {
  const request = { ip, headers: {} };
  const http = { getRequest: () => request, getResponse: () => ({}) };
  const context = { switchToHttp: () => http, getHandler: () => attempt, getClass: () => RejectionRecorder };
  const refusal: unknown = await application.nest
    .get(DcrThrottlerGuard)
    .canActivate(context as unknown as ExecutionContext)
    .catch((error: unknown) => error);
  if (!(refusal instanceof DcrSlowDownError)) return 0;
  await application.nest.get(RejectionRecorder).record(refusal, { ip });
  return 1;
}

describeDatabases(
  'the audit of a flood',
  (database) => {
    const start = async (registrationWindow: number) => {
      const dcr = { enabled: true, maxRegistrationsPerWindow: 25, registrationWindow };
      const application = await startApplication({ database, dcr });
      const close = vi.fn<() => Promise<void>>(() => application.close());
      onTestFinished(() => (close.mock.calls.length > 0 ? undefined : application.close()));
      const events = application.dataSource.getRepository(DcrAuditEvent);
      await events.createQueryBuilder().delete().execute();
      return { application, events, close };
    };
    /** The rows of the table after the application has stopped. */
    const eventsAfterwards = async () => {
      const later = await startApplication({ database, dcr: {} });
      const found = await later.dataSource.getRepository(DcrAuditEvent).find();
      await later.close();
      return found;
    };
    const floods = (events: DcrAuditEvent[]) => events.filter(({ error }) => error === 'slow_down');
    const sum = (events: DcrAuditEvent[]) => events.reduce((total, { count }) => total + count, 0);

    // 100,000 on one database only: a database server would give the same result, but slower.
    const total = database.kind === 'better-sqlite3' ? 100_000 : 10_000;
    test(`of ${total} requests has the first refusal at once, stays small, and has the exact total at the end`, async () => {
      const { application, events, close } = await start(3_600_000);
      await flood(application.url, 26, 1);
      const atOnce = await events.find();
      expect(atOnce).toHaveLength(26);
      const first = { ip: '127.0.0.1', outcome: 'rejected', type: 'client.rejected', count: 1 };
      expect(floods(atOnce)).toMatchObject([first]);

      expect(await flood(application.url, BURST)).toEqual(new Map([['429', BURST]]));
      for (let at = BURST; at < total; at++) await attempt(application, '127.0.0.1');
      expect(await events.count()).toBe(26);
      await close();
      const written = await eventsAfterwards();
      expect(written).toHaveLength(26);
      expect(floods(written)).toMatchObject([{ ...first, count: total + 1 }]);
    });

    test('has a row for each caller', async () => {
      const { application, close } = await start(3_600_000);
      for (let at = 0; at < 40; at++) {
        for (const caller of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
          await attempt(application, caller);
        }
      }
      await close();
      const written = floods(await eventsAfterwards());
      expect(written.map(({ ip, count }) => `${ip} ${count}`).toSorted()).toEqual([
        '192.0.2.1 15',
        '192.0.2.2 15',
        '192.0.2.3 15',
      ]);
    });

    test('has a row for each window, and loses no counts between windows', async () => {
      const { application, events, close } = await start(1_000);
      let refused = 0;
      await expect
        .poll(
          async () => {
            // More attempts than a window allows.
            for (let at = 0; at < 60; at++) refused += await attempt(application, '198.51.100.7');
            return floods(await events.find()).length;
          },
          { interval: 1, timeout: 15_000 },
        )
        .toBe(3);
      const { rejectionsByError } = await application.nest.get(DcrAdminService).statistics();
      expect(rejectionsByError['slow_down']).toBeGreaterThanOrEqual(3);
      await close();
      const written = floods(await eventsAfterwards());
      expect(written).toHaveLength(3);
      expect(sum(written)).toBe(refused);
    });
  },
  ['better-sqlite3', 'postgres'],
);
