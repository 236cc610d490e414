import type { DataSource } from 'typeorm';
import { Contender } from '../contenders.js';
import type { BenchContext } from '../context.js';
import { deepCursor, SORTS } from '../databases/cursors.js';
import { addManyClients, settle } from '../databases/many-clients.js';
import { dcr } from '../plans.js';
import type { Question } from '../servers/announce.js';
import type { Storage } from '../servers/server-settings.js';

const HOUR_MS = 3_600_000;
/** Calls of one operation per round. */
const CALLS = 150;
const PAGES = 5;

/** An application with many clients, and the questions that time its operations. */
export interface ScaleApplication {
  contender: Contender;
  /** The questions of a round, counted from 0. Each round uses other client IDs, so that every use is recorded. */
  questions(round: number): Map<string, Question>;
}

export async function startScaleApplication(
  kind: Storage['kind'],
  amount: number,
  { databases, options, say }: BenchContext,
): Promise<ScaleApplication> {
  const contender = await Contender.start(dcr('fastify', kind), databases);
  try {
    const dataSource = await databases.open(contender.storage!);
    try {
      const started = performance.now();
      // Too young for the sweep, and used long enough ago that the next use is recorded.
      const plan = { amount, span: 40 * HOUR_MS, youngest: 180_000, halfUsed: true, audited: true };
      await addManyClients(dataSource, kind, plan);
      await settle(dataSource, kind);
      say(`${amount} clients loaded into ${kind} in ${Math.round((performance.now() - started) / 1_000)} s`);
      const pages = await pageQuestions(dataSource, amount);
      // Check the cursors before a call changes the order of the rows.
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

/** IDs of clients from all parts of the table. */
async function someIds(dataSource: DataSource, amount: number): Promise<string[]> {
  const rows = await dataSource.query<{ client_id: string }[]>(
    `SELECT client_id FROM dcr_clients ORDER BY fingerprint LIMIT ${amount}`,
  );
  return rows.map(({ client_id }) => client_id);
}
