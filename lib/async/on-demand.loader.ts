import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type Type,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

/**
 * When parts that are still unused are loaded, after startup. From then on, a process needs neither free file descriptors nor
 * the files of the version that it started with.
 */
const LOAD_ALL_AFTER_MS = 5_000;

/** Loads parts of the module after startup, because an application starts faster without their code (bench/README.md). */
@Injectable()
export class OnDemandLoader implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('DcrModule');
  private readonly loads: (() => Promise<Type>)[] = [];
  private timer?: NodeJS.Timeout;

  constructor(private readonly moduleRef: ModuleRef) {}

  /**
   * Defers loading a class and making its instance to the first call.
   *
   * @param load such as `async () => (await import('./admin.operations.js')).AdminOperations`
   * @returns a function that returns the same instance at every call. If it could not be made, the next call tries again;
   *   Node.js itself remembers that a file could not be loaded
   */
  part<T>(load: () => Promise<Type<T>>): () => Promise<T> {
    this.loads.push(load);
    let making: Promise<T> | undefined;
    const make = async () => this.moduleRef.create(await load());
    return () =>
      (making ??= make().catch((error: unknown) => {
        making = undefined;
        throw error;
      }));
  }

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => void this.loadAll(), LOAD_ALL_AFTER_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private async loadAll(): Promise<void> {
    try {
      for (const load of this.loads) await load();
    } catch (error) {
      this.logger.error(error);
    }
  }
}
