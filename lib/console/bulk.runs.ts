import { Injectable, Logger } from '@nestjs/common';
import type { BulkOptions, BulkResult } from '../admin/bulk.service.js';

/** An operation on several clients that this process runs or has run. */
export interface BulkRun {
  /** The `batchId` of its audit events, by which other processes find it. */
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

  /**
   * Starts an operation. Its first report of progress, before the first client, says what its `batchId` is.
   *
   * @param work receives the options with which the operation reports its progress
   * @returns once the run has its id, or the operation is refused; then nobody asks for the run
   */
  async start(
    title: string,
    work: (options: BulkOptions) => Promise<BulkResult>,
  ): Promise<{ run: BulkRun; work: Promise<BulkResult> }> {
    const run: BulkRun = { id: '', title, startedAt: new Date() };
    let begin: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const onProgress = (soFar: BulkResult) => {
      this.runs.set(soFar.batchId, Object.assign(run, { soFar, id: soFar.batchId }));
      begin?.();
    };
    const result = work({ onProgress });
    void result
      .then(
        (ended) => (run.result = ended),
        (error: unknown) => {
          run.hasFailed = true;
          this.logger.error(error);
        },
      )
      .finally(() => {
        run.endedAt = new Date();
        begin?.();
      });
    await begun;
    for (const [id, { endedAt }] of this.runs) if (this.runs.size > MAX_RUNS && endedAt) this.runs.delete(id);
    return { run, work: result };
  }

  /** @returns `undefined` for an operation of another process, or one that ended long ago */
  find(id: string): BulkRun | undefined {
    return this.runs.get(id);
  }
}
