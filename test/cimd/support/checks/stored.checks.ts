import { setTimeout as delay } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import type { CaseRun } from '../case-run.js';
import type { Json } from '../case.js';
import type { AuditRow } from '../database.js';
import { assertMembers } from '../members.js';
import type { Check } from './check.js';

/** Audit rows may follow the answer by so much. */
const AUDIT_DELAY_MS = 2_000;

/** Checks of what is stored, and of what must not be found anywhere. */
export const storedChecks: Record<string, Check> = {
  async rows(wanted, { database }) {
    expect(await database.countClients(), 'clients of source cimd').toBe(wanted);
  },
  async rowsAtMost(wanted, { database }) {
    expect(await database.countClients(), 'clients of source cimd').toBeLessThanOrEqual(wanted as number);
  },
  async audit(wanted, { database }) {
    for (const event of [wanted].flat() as Json[])
      await vi.waitFor(
        async () => {
          const rows = await database.auditRows();
          const seen = JSON.stringify(rows.map(({ type, cause }) => [type, cause]));
          expect(rows.some(matches(event)), `${JSON.stringify(event)} in ${seen}`).toBe(true);
        },
        { timeout: AUDIT_DELAY_MS, interval: 100 },
      );
  },
  async noAudit(wanted, run) {
    const rows = await allAuditRows(run);
    for (const event of [wanted].flat() as Json[]) expect(rows.filter(matches(event))).toEqual([]);
  },
  async auditCount(wanted, run) {
    const { count, ...event } = wanted as Json;
    expect((await allAuditRows(run)).filter(matches(event)), JSON.stringify(event)).toHaveLength(
      count as number,
    );
  },
  async auditRowsAtMost(wanted, run) {
    expect((await allAuditRows(run)).length, 'audit rows').toBeLessThanOrEqual(wanted as number);
  },
  pollution(wanted) {
    expect(wanted).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Json)['polluted']).toBeUndefined();
  },
  async leaks(wanted, run) {
    const log = run.applications.map(({ output }) => output?.() ?? '');
    const told = JSON.stringify([run.answers, await allAuditRows(run), log]);
    for (const text of wanted as string[]) expect(told).not.toContain(JSON.stringify(text).slice(1, -1));
  },
};

async function allAuditRows({ database }: CaseRun): Promise<AuditRow[]> {
  await delay(AUDIT_DELAY_MS);
  return database.auditRows();
}

/** Compares the type and, where it is given, the reason code. A list means any one of its values. */
function matches(event: Json): (row: AuditRow) => boolean {
  assertMembers(event, ['type', 'reason'], 'an audit event');
  const { type, reason } = event;
  return (row) =>
    [type].flat().includes(row.type) && (reason === undefined || [reason].flat().includes(row.cause));
}
