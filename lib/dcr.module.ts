import { type DynamicModule, Inject, Module, type NestModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DcrAdminService } from './admin/admin.service.js';
import { DcrClientService } from './clients/client.service.js';
import { dcrProviders } from './dcr.providers.js';
import { DcrMetadataService } from './discovery/metadata.service.js';
import { EndpointSwitch } from './endpoint/endpoint.switch.js';
import { registrationControllerAt } from './endpoint/registration.controller.js';
import { WellKnownRoutes } from './endpoint/well-known.routes.js';
import { entitiesWith } from './entities.js';
import { resolveExtras, separateExtras } from './options/check-options.js';
import type { DcrModuleAsyncOptions, DcrModuleExtras } from './options/dcr-module-extras.js';
import type { DcrModuleOptions } from './options/dcr-module-options.js';
import { asyncOptionsProviders, optionsProviders } from './options/options.providers.js';
import { DcrRegistrationService } from './registration/registration.service.js';
import { DcrSessionService } from './sessions/session.service.js';

/**
 * Dynamic client registration for a Nest application, on its own database. It starts and stops in this order:
 *
 * 1. constructors: the middleware of the endpoint and of the well-known routes precedes the application's
 * 2. `configure()`: the path is checked, or the controller of a disabled endpoint removed; the well-known routes are added
 * 3. `onModuleInit`: entities, scheduler and policy are checked; the clock, the shared rows and the limiter's key are read
 * 4. `onApplicationBootstrap`: the timers of the cleanup, of open revocations and of the audit's counts start
 * 5. `beforeApplicationShutdown`: the timers and fetches stop, a sweep in progress ends, the last counts are written
 * 6. `onApplicationShutdown`: the stream of audit events completes
 *
 * @see docs/getting-started.md#2-let-clients-register
 */
@Module({})
export class DcrModule implements NestModule {
  /** @internal */
  constructor(
    @Inject(EndpointSwitch) private readonly endpoint: EndpointSwitch,
    @Inject(WellKnownRoutes) private readonly wellKnown: WellKnownRoutes,
  ) {}

  /**
   * @param given `{ enabled: true }` is enough to run
   * @throws Error that names an invalid option, its value and the fix
   */
  static forRoot(given: DcrModuleOptions & DcrModuleExtras = {}): DynamicModule {
    const { options, extras } = separateExtras(given);
    return build(extras, optionsProviders(options));
  }

  /** The same with options from a factory. The extras are given beside the factory, because Nest needs them first. */
  static forRootAsync(options: DcrModuleAsyncOptions): DynamicModule {
    return build(options, asyncOptionsProviders(options), options.imports);
  }

  /** Nest calls it when the global prefix is final and no route exists yet. */
  configure(): void {
    this.endpoint.apply();
    this.wellKnown.register();
  }
}

function build(
  given: DcrModuleExtras,
  options: Provider[],
  imports: DynamicModule['imports'] = [],
): DynamicModule {
  const { path, decorators, isGlobal, dataSource, clientEntity } = resolveExtras(given);
  // Registers the entities for `autoLoadEntities`. The repositories that it returns are not needed here.
  TypeOrmModule.forFeature(entitiesWith(clientEntity), dataSource);
  return {
    module: DcrModule,
    global: isGlobal,
    imports,
    controllers: [registrationControllerAt(path, decorators)],
    providers: dcrProviders({ path, dataSource, clientEntity }, options),
    exports: [
      DcrAdminService,
      DcrClientService,
      DcrSessionService,
      DcrMetadataService,
      DcrRegistrationService,
    ],
  };
}
