import { expect, test } from 'vitest';
import { describeDatabases, type TestDatabase } from '../support/databases.js';
import { startApplication } from '../support/application.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { postJson } from '../support/http.js';
import { startProcess, type ApplicationProcess } from '../support/processes/application-process.js';
import { barrierAt } from './barrier.js';
import { expectPairs } from './pairs.js';

/** Concurrent registrations, so that some share a transaction. */
const TOGETHER = 20;
const dcr = { maxRegistrationsPerWindow: 1_000 };
const killed = { code: null, signal: 'SIGKILL' };

/** The ids of the registrations that were answered before the process ended. */
async function register({ url }: ApplicationProcess): Promise<string[]> {
  const ids = Array.from({ length: TOGETHER }, async () => {
    const answer = await postJson(`${url}/register`, goodRegistration).catch(() => undefined);
    return answer?.status === 201 ? [answer.json()['client_id'] as string] : [];
  });
  return (await Promise.all(ids)).flat();
}

/** Checks after a restart that every client has exactly one event; returns the ids of the clients. */
async function expectPairsAfterRestart(database: TestDatabase, answered: string[]): Promise<string[]> {
  const application = await startApplication({ database, dcr: { enabled: true, ...dcr } });
  try {
    const ids = await expectPairs(application.dataSource);
    expect(ids).toEqual(expect.arrayContaining(answered));

    const next = await postJson(`${application.url}/register`, goodRegistration);
    expect(next.status, next.text).toBe(201);
    return ids;
  } finally {
    await application.close();
  }
}

describeDatabases(
  'a process that is killed after the commit and before the answer',
  (database) => {
    test('leaves no client without its event, and no event without its client', async () => {
      const application = await startProcess(database, { diesAt: 'the commit', dcr });
      const answered = await register(application);
      expect(await application.exited).toEqual(killed);
      expect(await expectPairsAfterRestart(database, answered)).not.toEqual([]);
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
);

/** On SQLite, only the process itself can interrupt between two statements. */
describeDatabases(
  'a process that is killed',
  (database) => {
    test.each(['the first insert', 'the second insert'] as const)(
      'at %s leaves no client without its event, and no event without its client',
      async (diesAt) => {
        const before = await expectPairsAfterRestart(database, []);
        const application = await startProcess(database, { diesAt, dcr });
        expect(await register(application)).toEqual([]);
        expect(await application.exited).toEqual(killed);
        // One more: the registration at the end of the first check.
        expect(await expectPairsAfterRestart(database, before)).toHaveLength(before.length + 1);
      },
    );
  },
  ['better-sqlite3'],
);

describeDatabases(
  'a process that is killed',
  (database) => {
    test.each([
      ['first', 'dcr_clients'],
      ['second', 'dcr_audit_events'],
    ])(
      'at the %s insert leaves no client without its event, and no event without its client',
      async (_, table) => {
        const application = await startProcess(database, { dcr });
        const barrier = await barrierAt(database, table);
        const registering = register(application);
        await barrier.reached();
        application.kill('SIGKILL');
        expect(await application.exited).toEqual(killed);
        await barrier.remove();
        await expectPairsAfterRestart(database, await registering);
      },
    );
  },
  ['postgres', 'mariadb'],
);
