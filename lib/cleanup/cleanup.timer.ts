import { randomUUID } from 'node:crypto';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { DCR_OPTIONS, DEFAULT_CLEANUP, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { CleanupService } from './cleanup.service.js';

/** A replica checks at least this often whether a sweep is due, so that a restart does not delay it. */
const MAX_CHECK_INTERVAL_MS = 60_000;

/**
 * Sweeps on a timer while the application runs. With `cleanup: false`, sweeps still remove audit events past their
 * retention; only then is the SchedulerRegistry optional.
 */
@Injectable()
export class CleanupTimer implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('DcrCleanup');
  private name = 'dcr-cleanup';
  private timer?: NodeJS.Timeout;
  private sweeping?: Promise<void>;

  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly cleanup: CleanupService,
    @Optional() private readonly scheduler?: SchedulerRegistry,
  ) {}

  onModuleInit(): void {
    if (!this.options.cleanup || this.scheduler) return;
    throw new Error(
      'DcrModule cleans up on a timer and found no SchedulerRegistry. Add ScheduleModule.forRoot() from ' +
        '@nestjs/schedule to the imports of your root module, once, or set the option "cleanup: false".',
    );
  }

  onApplicationBootstrap(): void {
    const { every } = this.options.cleanup || DEFAULT_CLEANUP;
    this.timer = setInterval(() => this.tick(every), Math.min(every, MAX_CHECK_INTERVAL_MS)).unref();
    // A second module in the same application, on another data source, has its own timer.
    if (this.scheduler?.doesExist('interval', this.name)) this.name += `-${randomUUID()}`;
    this.scheduler?.addInterval(this.name, this.timer);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    if (this.scheduler?.doesExist('interval', this.name)) this.scheduler.deleteInterval(this.name);
    await this.cleanup.stop();
    await this.sweeping;
  }

  private tick(every: number): void {
    this.sweeping ??= this.sweep(every).finally(() => (this.sweeping = undefined));
  }

  private async sweep(every: number): Promise<void> {
    try {
      const result = await this.cleanup.runIfDue(every);
      if (result) this.logger.log(`Cleaned up: ${JSON.stringify(result)}`);
    } catch (error) {
      this.logger.error(error);
    }
  }
}
