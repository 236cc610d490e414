import type { Provider } from '@nestjs/common';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { AttemptCounter, DCR_THROTTLER_STORAGE } from './attempt.counter.js';
import { DatabaseThrottlerStorage } from './database-throttler.storage.js';

export const throttlingProviders: Provider[] = [
  DatabaseThrottlerStorage,
  {
    provide: DCR_THROTTLER_STORAGE,
    useFactory: ({ throttlerStorage }: ResolvedDcrOptions, database: DatabaseThrottlerStorage) =>
      throttlerStorage ?? database,
    inject: [DCR_OPTIONS, DatabaseThrottlerStorage],
  },
  AttemptCounter,
];
