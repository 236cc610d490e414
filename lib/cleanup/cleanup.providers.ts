import type { Provider } from '@nestjs/common';
import { CleanupLease } from './cleanup.lease.js';
import { CleanupService } from './cleanup.service.js';
import { CleanupTimer } from './cleanup.timer.js';

/** `CleanupSweep` is not here: `CleanupService` makes it at its first use. */
export const cleanupProviders: Provider[] = [CleanupLease, CleanupService, CleanupTimer];
