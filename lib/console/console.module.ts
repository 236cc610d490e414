import { type DynamicModule, Module, UseInterceptors } from '@nestjs/common';
import { BulkRuns } from './bulk.runs.js';
import { AdminAccess } from './admin.access.js';
import { CONSOLE_CONTROLLERS } from './console-controllers.js';
import { ConsoleInterceptor } from './console.interceptor.js';
import { guardedControllers, requireGuards } from './guarded-controllers.js';
import { CONSOLE_OPTIONS, type DcrConsoleOptions, resolveConsoleOptions } from './console-options.js';
import { PageResponder } from './page.responder.js';

/**
 * Pages for operators on top of `DcrAdminService`, as controllers of your application, so that your own guards protect
 * them. The pages are rendered on the server, and work without scripts. Sign-in stays yours.
 *
 * @see docs/console.md
 */
@Module({})
export class DcrConsoleModule {
  /**
   * @param given with the guards of your operators among its `decorators`, or with `guardedBy`
   * @throws Error if nothing protects the console, or that names an invalid option, its value and the fix
   */
  static forRoot(given: DcrConsoleOptions): DynamicModule {
    const options = resolveConsoleOptions(given);
    requireGuards(given, 'DcrConsoleModule');
    return {
      module: DcrConsoleModule,
      imports: options.imports,
      controllers: guardedControllers(CONSOLE_CONTROLLERS, options, [UseInterceptors(ConsoleInterceptor)]),
      providers: [{ provide: CONSOLE_OPTIONS, useValue: options }, AdminAccess, PageResponder, BulkRuns],
    };
  }
}
