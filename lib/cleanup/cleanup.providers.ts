import type { Provider } from '@nestjs/common';
import { CleanupLease } from './cleanup.lease.js';
import { CleanupService } from './cleanup.service.js';
import { CleanupSweep } from './cleanup.sweep.js';
import { CleanupTimer } from './cleanup.timer.js';
import { DueClientsFinder } from './due-clients.finder.js';
import { OldRowsRemover } from './old-rows.remover.js';
import { StaleClientsFinder } from './stale-clients.finder.js';
import { StaleClientsRemover } from './stale-clients.remover.js';

export const cleanupProviders: Provider[] = [
  CleanupLease,
  StaleClientsFinder,
  DueClientsFinder,
  StaleClientsRemover,
  OldRowsRemover,
  CleanupSweep,
  CleanupService,
  CleanupTimer,
];
