import { DcrAdminService, DcrAuditEvent, DcrRateLimit, DcrSession } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ago, DAY, everyDatabase, HOUR, seedSession } from '../admin/support/clients.js';

describeDatabases(
  'cleanup of old rows',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      const dcr = { enabled: true, audit: { retention: 7 * DAY }, cleanup: { batchSize: 2 } };
      application = await startApplication({ database, dcr });
      admin = application.nest.get(DcrAdminService);
    });
    afterAll(() => application?.close());

    test('removes audit events past their retention, as announced by a dry run', async () => {
      const event = { type: 'client.rejected', count: 1 } as const;
      const rows = application.dataSource.getRepository(DcrAuditEvent);
      for (let at = 0; at < 5; at++) {
        await rows.insert({ ...event, id: `old ${at}`, createdAt: ago(7 * DAY + 1_000) });
      }
      await rows.insert({ ...event, id: 'young', createdAt: ago(7 * DAY - 60_000) });
      expect(await admin.cleanUp({ dryRun: true })).toMatchObject({ auditEvents: 5 });
      expect(await admin.cleanUp()).toMatchObject({ auditEvents: 5, unusedClients: 0 });
      expect(await rows.findBy({ type: 'client.rejected' })).toMatchObject([{ id: 'young' }]);
    });

    test('removes expired windows of the limiter, and no others', async () => {
      const rows = application.dataSource.getRepository(DcrRateLimit);
      for (let at = 0; at < 5; at++)
        await rows.insert({ key: `ended ${at}`, hits: 3, expiresAt: ago(1_000) });
      expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(201);
      expect(await admin.cleanUp({ dryRun: true })).toMatchObject({ rateLimits: 5 });
      expect(await admin.cleanUp()).toMatchObject({ rateLimits: 5 });
      expect(await rows.find()).toMatchObject([{ hits: 1 }]);
    });

    test('removes sessions that ended as long ago as audit events, except those still being revoked', async () => {
      const old = ago(7 * DAY + 1_000);
      const later = new Date(Date.now() + HOUR);
      const seed = (subject: string, changes: Partial<DcrSession>) =>
        seedSession(application, 'dcr_gone', { subject, createdAt: ago(20 * DAY), ...changes });
      await seed('closed', { closedAt: old });
      await seed('expired', { expiresAt: old });
      await seed('revoked', { revokedAt: old, revocationState: 'done' });
      await seed('stays: open', {});
      await seed('stays: open until later', { expiresAt: later });
      await seed('stays: closed just now', { closedAt: ago(HOUR) });
      await seed('stays: expired just now', { expiresAt: ago(HOUR) });
      await seed('stays: revocation failed', { revokedAt: old, revocationState: 'failed' });
      await seed('stays: revocation pending', { revokedAt: old, expiresAt: old, revocationState: 'pending' });
      expect(await admin.cleanUp({ dryRun: true })).toMatchObject({ sessions: 3 });
      expect(await admin.cleanUp()).toMatchObject({ sessions: 3 });
      const left = await application.dataSource.getRepository(DcrSession).find();
      expect(left).toHaveLength(6);
      expect(left.every(({ subject }) => subject.startsWith('stays'))).toBe(true);
    });
  },
  everyDatabase,
);
