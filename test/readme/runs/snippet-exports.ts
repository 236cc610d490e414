import type { DynamicModule, Type } from '@nestjs/common';

/** Everything that some snippet exports. */
export interface Exports {
  AppModule: Type;
  registration: DynamicModule;
}

/** Shows, for a snippet by its file's name, that it does what the README says. */
export type Runs = Record<string, (snippet: Exports) => Promise<void>>;
