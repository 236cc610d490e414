import type { AddressInfo, Server } from 'node:net';
import { rowsInMemory } from './memory-rows.js';
import { startedStatements } from './statement-counter.js';

/** The message of a server process that has started to listen. */
export interface Ready {
  port: number;
  /** Time since the start of the process, ms. */
  startedIn: number;
  /** CPU time until then, ms. */
  usedCpu: number;
}

/** The answer of a server process to `{ ask: 'usage' }`. */
export interface Usage {
  /** Bytes. */
  rss: number;
  heapUsed: number;
  /** CPU time (user and system) of the process since it started, ms. */
  cpu: number;
  /** Database statements sent since the process started. */
  statements: number;
  /** Clients in memory, for contenders that keep them there. */
  rows: number;
}

export interface Question {
  ask: string;
  [parameter: string]: unknown;
}

export type Answers = Record<string, (question: Question) => unknown>;

/**
 * Tells the parent process that this server is listening, then answers its questions.
 *
 * @param loadAnswers answers to questions that only this server supports, loaded when one of them is asked
 */
export function announce(server: Server, loadAnswers: () => Answers | Promise<Answers> = () => ({})): void {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, startedIn: performance.now(), usedCpu: usedCpu() } satisfies Ready);
  process.on('message', (question: Question) => {
    void (async () => {
      try {
        const answers = question.ask === 'usage' ? { usage } : await loadAnswers();
        process.send?.({ answer: await answers[question.ask]!(question) });
      } catch (error) {
        process.send?.({ failure: String((error as Error).stack) });
      }
    })();
  });
  // Stop when the benchmark ends, even if it crashes.
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
