import type { DataSource } from 'typeorm';
import { Contender } from '../contenders.js';
import type { BenchContext } from '../context.js';
import { deepCursor, SORTS } from '../databases/cursors.js';
import { addManyClients, settle } from '../databases/many-clients.js';
import { dcr } from '../plans.js';
import type { Question } from '../servers/announce.js';
import type { Storage } from '../servers/host-settings.js';

const HOUR = 3_600_000;
/** Calls of one operation in a round. */
const CALLS = 150;
const PAGES = 5;

/** A host with so many clients, and the questions that time each operation in it. */
export interface ScaleHost {
  contender: Contender;
  /** Of round `round`, counted from 0; other client ids in every round, so that each use is recorded. */
  questions(round: number): Map<string, Question>;
}

export async function startScaleHost(
  kind: Storage['kind'],
  amount: number,
  { databases, options, say }: BenchContext,
): Promise<ScaleHost> {
  const contender = await Contender.start(dcr('fastify', kind), databases);
  try {
    const dataSource = await databases.open(contender.storage!);
    try {
      const started = performance.now();
      // Young enough that no sweep takes any of them, and used long enough ago that a use is recorded anew.
      const plan = { amount, span: 40 * HOUR, youngest: 180_000, halfUsed: true, audited: true };
      await addManyClients(dataSource, kind, plan);
      await settle(dataSource, kind);
      say(`${amount} clients loaded into ${kind} in ${Math.round((performance.now() - started) / 1_000)} s`);
      const pages = await pageQuestions(dataSource, amount);
      // Before any call has moved a row.
      for (const [, { next, ...question }] of pages)
        await contender.server.ask({ ...question, times: 1, next });
      const ids = await someIds(dataSource, CALLS * (options.rounds + 1));
      return {
        contender,
        questions: (round) => {
          const of = ids.slice(round * CALLS, (round + 1) * CALLS);
          return new Map<string, Question>([
            ['findActive', { ask: 'findActive', ids: of }],
            ['authorize', { ask: 'authorize', ids: of }],
            ...pages.map(([name, { next: _next, ...question }]) => [name, question] as const),
            ['statistics', { ask: 'statistics', times: PAGES }],
          ]);
        },
      };
    } finally {
      await dataSource.destroy();
    }
  } catch (error) {
    await contender.stop();
    throw error;
  }
}

async function pageQuestions(dataSource: DataSource, amount: number): Promise<[string, Question][]> {
  const questions: [string, Question][] = [];
  const places: [string, number][] = [
    ['in the middle', Math.floor(amount / 2) + 7],
    ['near the end', amount - 60],
  ];
  for (const sort of SORTS) {
    questions.push([`listClients ${sort}, first page`, { ask: 'listClients', sort, times: PAGES }]);
    for (const [name, offset] of places) {
      const at = await deepCursor(dataSource, sort, offset);
      questions.push([`listClients ${sort}, ${name}`, { ask: 'listClients', sort, times: PAGES, ...at }]);
    }
  }
  return questions;
}

/** Of clients from all over the table. */
async function someIds(dataSource: DataSource, amount: number): Promise<string[]> {
  const rows = await dataSource.query<{ client_id: string }[]>(
    `SELECT client_id FROM dcr_clients ORDER BY fingerprint LIMIT ${amount}`,
  );
  return rows.map(({ client_id }) => client_id);
}
