import type { Provider } from '@nestjs/common';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { AttemptCounter } from './attempt.counter.js';
import { DatabaseThrottlerStorage } from './database-throttler.storage.js';
import { DCR_THROTTLER_STORAGE } from './tokens.js';

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
