import { applyDecorators, Controller, type Type, UseInterceptors, VERSION_NEUTRAL } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';
import { AuditController } from './audit.controller.js';
import { BulkController } from './bulk.controller.js';
import { ClientsController } from './clients.controller.js';
import { ConsoleInterceptor } from './console.interceptor.js';
import type { DcrConsoleOptions, ResolvedConsoleOptions } from './console-options.js';
import { DocumentsController } from './documents.controller.js';
import { OverviewController } from './overview.controller.js';
import { BlockController } from './block.controller.js';
import { ExplainController } from './explain.controller.js';
import { HostsController } from './hosts.controller.js';
import { RulesController } from './rules.controller.js';
import { SessionsController } from './sessions.controller.js';
import { PendingController } from './pending.controller.js';

/** In the order in which their routes are tried. */
const CONTROLLERS: Type[] = [
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

/** `UseGuards()` of Nest stores guards under this key, which Nest does not export. */
const GUARDS = '__guards__';

/** Makes classes for each import of the module, because Nest keeps the route and the decorators on the class. */
export function consoleControllers({ path, decorators }: ResolvedConsoleOptions): Type[] {
  return CONTROLLERS.map((Base) => {
    @Controller({ path, version: VERSION_NEUTRAL })
    @UseInterceptors(ConsoleInterceptor)
    class DcrConsoleController extends Base {}
    applyDecorators(...decorators)(DcrConsoleController);
    return DcrConsoleController;
  });
}

/**
 * The console must not stand open because nobody thought of a guard.
 *
 * @throws Error if no decorator is a guard, and nothing else is said to protect the console
 */
export function requireGuards({ decorators = [], guardedBy }: DcrConsoleOptions): void {
  class Guarded {}
  applyDecorators(...decorators)(Guarded);
  const guards = Reflect.getMetadata(GUARDS, Guarded) as unknown[] | undefined;
  if (guardedBy !== undefined || (guards && guards.length > 0)) return;
  throw new Error(
    'DcrConsoleModule would be open to anyone: no decorator has a guard. Give the guard of your operators, such as ' +
      "decorators: [UseGuards(AdminGuard)], or say what else protects the console, such as guardedBy: 'a global guard'.",
  );
}
