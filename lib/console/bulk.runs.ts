import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { BulkOptions, BulkResult } from '../admin/bulk.service.js';

/** An operation on several clients that this process runs or has run. */
export interface BulkRun {
  id: string;
  title: string;
  startedAt: Date;
  endedAt?: Date;
  /** The numbers so far. */
  soFar?: BulkResult;
  result?: BulkResult;
  hasFailed?: boolean;
}

/** More than any number of operators start in an hour. */
const MAX_RUNS = 50;

/** Remembers operations that go on after their request was answered, until enough later ones have ended. */
@Injectable()
export class BulkRuns {
  private readonly logger = new Logger('DcrConsoleModule');
  private readonly runs = new Map<string, BulkRun>();

  /** @param work receives the options with which the operation reports its progress */
  start(
    title: string,
    work: (options: BulkOptions) => Promise<BulkResult>,
  ): { run: BulkRun; work: Promise<BulkResult> } {
    const run: BulkRun = { id: randomUUID(), title, startedAt: new Date() };
    this.runs.set(run.id, run);
    const result = work({ onProgress: (soFar) => (run.soFar = soFar) });
    void result
      .then(
        (ended) => (run.result = ended),
        (error: unknown) => {
          run.hasFailed = true;
          this.logger.error(error);
        },
      )
      .finally(() => (run.endedAt = new Date()));
    for (const [id, { endedAt }] of this.runs) if (this.runs.size > MAX_RUNS && endedAt) this.runs.delete(id);
    return { run, work: result };
  }

  /** @returns `undefined` for an operation of another process, or one that ended long ago */
  find(id: string): BulkRun | undefined {
    return this.runs.get(id);
  }
}
