import type { DynamicModule, Type } from '@nestjs/common';

/** Everything that the snippets export. */
export interface Exports {
  AppModule: Type;
  registration: DynamicModule;
}

/** For each snippet, by its file name: checks that it does what the README says. */
export type Runs = Record<string, (snippet: Exports) => Promise<void>>;
