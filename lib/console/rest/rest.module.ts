import { type DynamicModule, Module, UseFilters, UseInterceptors, UsePipes } from '@nestjs/common';
import { DcrErrorFilter } from '../../http/dcr-error.filter.js';
import { AdminAccess } from '../admin.access.js';
import { CONSOLE_OPTIONS, type DcrConsoleOptions, resolveConsoleOptions } from '../console-options.js';
import { guardedControllers, requireGuards } from '../guarded-controllers.js';
import { RestClientsController } from './rest-clients.controller.js';
import { RestInterceptor } from './rest.interceptor.js';
import { REST_PIPE } from './rest-pipe.js';
import { RestRegistrationController } from './rest-registration.controller.js';

/**
 * The options of the JSON API: those of the console that are not about its pages.
 *
 * @see docs/console.md#a-json-api-for-pages-of-your-own
 */
export type DcrRestOptions = Pick<
  DcrConsoleOptions,
  'path' | 'imports' | 'decorators' | 'guardedBy' | 'operator' | 'readOnly' | 'origin'
>;

/**
 * `DcrAdminService` as a JSON API, as controllers of your application, for pages that you build yourself. Your own guards
 * protect it. In an application with `@nestjs/swagger`, its document describes the API.
 *
 * @see docs/console.md#a-json-api-for-pages-of-your-own
 */
@Module({})
export class DcrRestModule {
  /**
   * @param given `path` is `'admin/clients/api'` by default
   * @throws Error if nothing protects the API, or that names an invalid option, its value and the fix
   */
  static forRoot(given: DcrRestOptions): DynamicModule {
    const options = resolveConsoleOptions({ path: 'admin/clients/api', ...given }, 'DcrRestModule');
    requireGuards(given, 'DcrRestModule');
    return {
      module: DcrRestModule,
      imports: options.imports,
      controllers: guardedControllers([RestClientsController, RestRegistrationController], options, [
        UseInterceptors(RestInterceptor),
        UseFilters(DcrErrorFilter),
        UsePipes(REST_PIPE),
      ]),
      providers: [{ provide: CONSOLE_OPTIONS, useValue: options }, AdminAccess],
    };
  }
}
