import { DcrDecision, DcrRegistrationService } from 'nestjs-dcr';
import { expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startHost } from '../../support/host.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { connectTo } from '../../faults/connection.js';

const REFUSED = 1_200;

describeDatabases(
  'refusals that all come in one moment',
  (database) => {
    test('are all counted in the audit, though not each has a row of its own', async () => {
      let decide!: () => void;
      const decided = new Promise<void>((resolve) => (decide = resolve));
      const policy = async () => {
        await decided;
        return DcrDecision.deny('Not you.');
      };
      const host = await startHost({ database, dcr: { enabled: true, policy, policyTimeout: 60_000 } });
      const service = host.app.get(DcrRegistrationService);
      const answers = Array.from({ length: REFUSED }, () => service.register(goodRegistration));
      decide();
      for (const answer of await Promise.allSettled(answers)) expect(answer.status).toBe('rejected');
      // Counts are written when the application ends, at the latest.
      await host.close();

      const dataSource = await connectTo(database);
      const [audit] = await dataSource.query<Record<'attempts' | 'rows', number>[]>(
        'SELECT SUM(count) AS attempts, COUNT(*) AS rows FROM dcr_audit_events',
      );
      expect(Number(audit?.attempts)).toBe(REFUSED);
      expect(Number(audit?.rows)).toBeLessThan(REFUSED);
      await dataSource.destroy();
    });
  },
  ['better-sqlite3', 'postgres'],
);
