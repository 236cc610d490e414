import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';

/** Everything that some snippet of `docs` exports; classes under the names that they have there. */
export interface Exports {
  registration: DynamicModule;
  migrations: (new () => MigrationInterface)[];
  configure: (app: INestApplication) => void;
  /** Modules, controllers and services. */
  [className: string]: unknown;
  AppModule: Type;
  RegistrationModule: Type;
}

/**
 * Shows, for a snippet by its file's name, that it does what its page says. A snippet that it imports can be had under
 * its own name.
 */
export type Runs = Record<
  string,
  (snippet: Exports, load: (name: string) => Promise<Exports>) => Promise<void>
>;
