import { expect, test } from 'vitest';
import { describeDatabases, type TestDatabase } from '../support/databases.js';
import { startHost } from '../support/host.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { postJson } from '../support/http.js';
import { startProcess, type HostProcess } from '../support/processes/host-process.js';
import { barrierAt } from './barrier.js';
import { expectPairs } from './pairs.js';

/** Concurrent registrations, so that some share a transaction. */
const TOGETHER = 20;
const dcr = { maxRegistrationsPerWindow: 1_000 };
const killed = { code: null, signal: 'SIGKILL' };

/** The ids of the registrations that were answered before the process ended. */
async function register({ url }: HostProcess): Promise<string[]> {
  const ids = Array.from({ length: TOGETHER }, async () => {
    const answer = await postJson(`${url}/register`, goodRegistration).catch(() => undefined);
    return answer?.status === 201 ? [answer.json()['client_id'] as string] : [];
  });
  return (await Promise.all(ids)).flat();
}

/** Checks after a restart that every client has exactly one event; returns the ids of the clients. */
async function expectPairsAfterRestart(database: TestDatabase, answered: string[]): Promise<string[]> {
  const host = await startHost({ database, dcr: { enabled: true, ...dcr } });
  try {
    const ids = await expectPairs(host.dataSource);
    expect(ids).toEqual(expect.arrayContaining(answered));

    const next = await postJson(`${host.url}/register`, goodRegistration);
    expect(next.status, next.text).toBe(201);
    return ids;
  } finally {
    await host.close();
  }
}

describeDatabases(
  'a process that is killed after the commit and before the answer',
  (database) => {
    test('leaves no client without its event, and no event without its client', async () => {
      const host = await startProcess(database, { diesAt: 'the commit', dcr });
      const answered = await register(host);
      expect(await host.exited).toEqual(killed);
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
        const host = await startProcess(database, { diesAt, dcr });
        expect(await register(host)).toEqual([]);
        expect(await host.exited).toEqual(killed);
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
        const host = await startProcess(database, { dcr });
        const barrier = await barrierAt(database, table);
        const registering = register(host);
        await barrier.reached();
        host.kill('SIGKILL');
        expect(await host.exited).toEqual(killed);
        await barrier.remove();
        await expectPairsAfterRestart(database, await registering);
      },
    );
  },
  ['postgres', 'mariadb'],
);
