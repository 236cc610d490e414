import type { AddressInfo, Server } from 'node:net';
import { rowsInMemory } from './memory-rows.js';
import { startedStatements } from './statement-counter.js';

/** What a server's process says when it listens. */
export interface Ready {
  port: number;
  /** From the start of the process, ms. */
  startedIn: number;
  /** Time on a processor until then, ms. */
  usedCpu: number;
}

/** What a server's process answers to `{ ask: 'usage' }`. */
export interface Usage {
  /** Bytes. */
  rss: number;
  heapUsed: number;
  /** Processor time of the process since it started, user and system, ms. */
  cpu: number;
  /** Database statements begun since the process started. */
  statements: number;
  /** Of contenders that keep their clients in memory. */
  rows: number;
}

export interface Question {
  ask: string;
  [parameter: string]: unknown;
}

type Answers = Record<string, (question: Question) => unknown>;

/** Tells the parent process that this server listens, and answers its questions from then on. */
export function announce(server: Server, answers: Answers = {}): void {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, startedIn: performance.now(), usedCpu: usedCpu() } satisfies Ready);
  const known: Answers = { usage, ...answers };
  process.on('message', (question: Question) => {
    void (async () => {
      try {
        process.send?.({ answer: await known[question.ask]!(question) });
      } catch (error) {
        process.send?.({ failure: String((error as Error).stack) });
      }
    })();
  });
  // A benchmark that dies must not leave its servers behind.
  process.on('disconnect', () => process.exit());
}

function usage(): Usage {
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed, cpu: usedCpu(), statements: startedStatements(), rows: rowsInMemory() };
}

function usedCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
