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
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { CleanupService } from './cleanup.service.js';

/** How often a replica looks whether a sweep is due, at most; ms. A restart must not put the sweep off. */
const LOOK_EVERY = 60_000;

/** Sweeps by the clock, as long as the application runs. */
@Injectable()
export class CleanupTimer implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('DcrCleanup');
  private name = 'dcr-cleanup';
  private sweeping?: Promise<void>;

  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly cleanup: CleanupService,
    @Optional() private readonly scheduler?: SchedulerRegistry,
  ) {}

  onModuleInit(): void {
    if (!this.options.cleanup || this.scheduler) return;
    throw new Error(
      'DcrModule cleans up on a timer and found no SchedulerRegistry. Add ScheduleModule.forRoot() of ' +
        '@nestjs/schedule to the imports of your root module, once, or set the option "cleanup: false".',
    );
  }

  onApplicationBootstrap(): void {
    const { cleanup } = this.options;
    if (!cleanup) return;
    // A second module in the same application, on another data source, has a timer of its own.
    if (this.scheduler!.doesExist('interval', this.name)) this.name += `-${randomUUID()}`;
    const timer = setInterval(() => this.tick(cleanup.every), Math.min(cleanup.every, LOOK_EVERY));
    this.scheduler!.addInterval(this.name, timer.unref());
  }

  async beforeApplicationShutdown(): Promise<void> {
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
