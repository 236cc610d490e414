import type { Type } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';
import { AuditController } from './audit.controller.js';
import { BulkController } from './bulk.controller.js';
import { ClientsController } from './clients.controller.js';
import { DocumentsController } from './documents.controller.js';
import { OverviewController } from './overview.controller.js';
import { BlockController } from './block.controller.js';
import { ExplainController } from './explain.controller.js';
import { HostsController } from './hosts.controller.js';
import { RulesController } from './rules.controller.js';
import { SessionsController } from './sessions.controller.js';
import { PendingController } from './pending.controller.js';

/** The pages, in the order in which their routes are tried. */
export const CONSOLE_CONTROLLERS: Type[] = [
  AssetsController,
  OverviewController,
  DocumentsController,
  BlockController,
  ClientsController,
  ExplainController,
  HostsController,
  RulesController,
  BulkController,
  PendingController,
  SessionsController,
  AuditController,
];
