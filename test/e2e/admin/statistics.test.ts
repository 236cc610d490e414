import { DcrAdminService, DcrAuditEvent, type DcrAuditEventType } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { refusalOf } from '../clients/authorization.js';
import { ago, clientRow, DAY, everyDatabase, HOUR, seedClients } from './support/clients.js';

describeDatabases(
  "an operator's statistics",
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      application = await startApplication({
        database,
        dcr: { enabled: true, cleanup: { idleAfter: 10 * DAY } },
      });
      admin = application.nest.get(DcrAdminService);
    });
    afterAll(() => application?.close());

    test('are zero at first', async () => {
      expect(await admin.statistics()).toEqual({
        active: 0,
        pending: 0,
        oldestPending: null,
        disabled: 0,
        neverUsed: 0,
        idle: 0,
        bySource: { dcr: 0, manual: 0, cimd: 0 },
        paused: false,
        discoveryPaused: false,
        registrations: 0,
        discoveries: 0,
        rejections: 0,
        rejectionsByError: {},
        days: [],
      });
    });

    test('count clients by the action they need from an operator', async () => {
      const createdAt = ago(90 * DAY);
      const oldestPending = ago(3 * DAY);
      await seedClients(application, [
        {},
        { source: 'manual' },
        { createdAt, lastUsedAt: ago(9 * DAY) },
        { createdAt, lastUsedAt: ago(11 * DAY) },
        { createdAt, lastUsedAt: ago(12 * DAY) },
        { status: 'pending', createdAt: ago(2 * DAY) },
        { status: 'pending', createdAt: oldestPending, source: 'cimd' },
        { status: 'disabled' },
        { createdAt, status: 'disabled', lastUsedAt: ago(60 * DAY) },
      ]);
      expect(await admin.statistics()).toMatchObject({
        active: 5,
        pending: 2,
        oldestPending,
        disabled: 2,
        neverUsed: 2,
        idle: 2,
      });
    });

    test('sum up 30 days, by day and by reason', async () => {
      const today = Math.floor(Date.now() / DAY) * DAY;
      const write = (day: number, type: DcrAuditEventType, count: number, error?: string) =>
        application.dataSource.getRepository(DcrAuditEvent).insert({
          id: clientRow().id,
          type,
          count,
          error: error ?? null,
          createdAt: new Date(today - day * DAY),
        });
      await write(0, 'client.registered', 1);
      await write(0, 'client.rejected', 5_000_000, 'slow_down');
      await write(0, 'client.rejected', 1, 'invalid_redirect_uri');
      await write(0, 'client.disabled', 1);
      await write(3, 'client.registered', 1);
      await write(3, 'client.registered', 1);
      await write(3, 'client.cleaned_up', 1);
      await write(3, 'client.discovered', 2);
      await write(30, 'client.discovered', 4);
      await write(6, 'client.disabled', 1);
      await write(89, 'client.registered', 8);
      await write(90, 'client.registered', 16);
      await write(3, 'client.rejected', 2, 'slow_down');
      await write(29, 'client.rejected', 1);
      await write(30, 'client.registered', 1);
      await write(30, 'client.rejected', 1, 'slow_down');
      // The last moment of yesterday.
      await application.dataSource.getRepository(DcrAuditEvent).insert({
        id: clientRow().id,
        type: 'client.registered',
        count: 1,
        createdAt: new Date(today - 1),
      });
      const { registrations, discoveries, rejections, rejectionsByError, days } = await admin.statistics();
      expect(registrations).toBe(4);
      expect(discoveries).toBe(2);
      expect(rejections).toBe(5_000_004);
      expect(rejectionsByError).toEqual({ slow_down: 5_000_002, invalid_redirect_uri: 1, unknown: 1 });
      const day = (back: number) => new Date(today - back * DAY);
      const none = { registrations: 0, discoveries: 0, rejections: 0, rejectionsByError: {}, cleanedUp: 0 };
      expect(days).toEqual([
        { ...none, day: day(29), rejections: 1, rejectionsByError: { unknown: 1 } },
        {
          ...none,
          day: day(3),
          registrations: 2,
          discoveries: 2,
          rejections: 2,
          rejectionsByError: { slow_down: 2 },
          cleanedUp: 1,
        },
        { ...none, day: day(1), registrations: 1 },
        {
          ...none,
          day: day(0),
          registrations: 1,
          rejections: 5_000_001,
          rejectionsByError: { slow_down: 5_000_000, invalid_redirect_uri: 1 },
        },
      ]);
    });

    test('sum up 7 or 90 days', async () => {
      const [week, quarter] = [await admin.statistics({ days: 7 }), await admin.statistics({ days: 90 })];
      expect(week).toMatchObject({ registrations: 4, discoveries: 2, rejections: 5_000_003 });
      expect(week.days).toHaveLength(3);
      expect(quarter).toMatchObject({ registrations: 13, discoveries: 6, rejections: 5_000_005 });
      expect(quarter.days).toHaveLength(6);
      expect(await admin.statistics({ days: '7' as never })).toEqual(week);
      for (const query of [{ days: 8 }, { days: 'all' }, { range: 7 }]) {
        expect(await refusalOf(admin.statistics(query as object))).toMatchObject({ status: 400 });
      }
    });

    test('use 30 days as the idle age when the option is a function', async () => {
      const cleanup = { idleAfter: () => HOUR };
      const other = await startApplication({ dcr: { cleanup } });
      await seedClients(other, [{ lastUsedAt: ago(29 * DAY) }, { lastUsedAt: ago(31 * DAY) }]);
      expect(await other.nest.get(DcrAdminService).statistics()).toMatchObject({ active: 2, idle: 1 });
      await other.close();
    });
  },
  everyDatabase,
);
