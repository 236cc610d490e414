import { DcrDecision, DcrRegistrationService, DcrSlowDownError } from 'nestjs-dcr';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RejectionRecorder } from '../../lib/audit/rejection.recorder.js';
import { describeDatabases } from '../support/databases.js';
import { startApplication } from '../support/application.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { connectTo } from './connection.js';

const REFUSED = 1_200;

describeDatabases(
  'many simultaneous refusals',
  (database) => {
    let other: DataSource;
    beforeAll(async () => {
      other = await connectTo(database);
    });
    afterEach(() => other.query('DELETE FROM dcr_audit_events'));
    afterAll(() => other.destroy());

    async function expectShared(): Promise<void> {
      const [audit] = await other.query<Record<'attempts' | 'written', number>[]>(
        'SELECT SUM(count) AS attempts, COUNT(*) AS written FROM dcr_audit_events',
      );
      expect(Number(audit?.attempts)).toBe(REFUSED);
      expect(Number(audit?.written)).toBeLessThan(REFUSED);
    }

    test('are all counted in the audit, although some share a row', async () => {
      let decide!: () => void;
      const decided = new Promise<void>((resolve) => (decide = resolve));
      const policy = async () => {
        await decided;
        return DcrDecision.deny('Not you.');
      };
      const application = await startApplication({
        database,
        dcr: { enabled: true, policy, policyTimeout: 60_000 },
      });
      const service = application.nest.get(DcrRegistrationService);
      const answers = Array.from({ length: REFUSED }, () => service.register(goodRegistration));
      decide();
      for (const answer of await Promise.allSettled(answers)) expect(answer.status).toBe('rejected');
      // Counts are written at shutdown at the latest.
      await application.close();
      await expectShared();
    });

    test('of different callers are not all written at once either', async () => {
      const application = await startApplication({ database, dcr: {} });
      const rejections = application.nest.get(RejectionRecorder);
      const refusals = Array.from(
        { length: REFUSED },
        (_, caller) => new DcrSlowDownError(60, `caller ${caller}`),
      );
      await Promise.all(refusals.map((refusal) => rejections.record(refusal, { ip: '192.0.2.1' })));
      await application.close();
      await expectShared();
    });
  },
  ['better-sqlite3', 'postgres'],
);
