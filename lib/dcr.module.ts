import { type DynamicModule, Inject, Module, type NestModule, type Provider } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DcrAdminService } from './admin/admin.service.js';
import { PreregistrationService } from './registration/preregistration.service.js';
import { DcrSessionService } from './sessions/session.service.js';
import { RegistrationSwitch } from './registration/registration.switch.js';
import { stateProviders } from './state/state.providers.js';
import { clientsProviders } from './clients/clients.providers.js';
import { sessionsProviders } from './sessions/sessions.providers.js';
import { cleanupProviders } from './cleanup/cleanup.providers.js';
import { adminProviders } from './admin/admin.providers.js';
import { auditProviders } from './audit/audit.providers.js';
import { DcrClientService } from './clients/client.service.js';
import { databaseProviders } from './database/database.providers.js';
import { DCR_REDIRECT_URI_PROFILE } from './clients/redirect-uri.js';
import { DCR_CLIENT_ENTITY, DCR_DATA_SOURCE } from './database/tokens.js';
import { DcrMetadataService } from './discovery/metadata.service.js';
import { WellKnownRoutes } from './endpoint/well-known.routes.js';
import { EndpointSwitch } from './endpoint/endpoint.switch.js';
import { endpointProviders } from './endpoint/endpoint.providers.js';
import { httpProviders } from './http/http.providers.js';
import { DCR_PATH } from './http/tokens.js';
import { entitiesWith } from './entities.js';
import { resolveExtras, resolveOptions, separateExtras } from './options/check-options.js';
import type { DcrModuleAsyncOptions, DcrModuleExtras } from './options/dcr-module-extras.js';
import type { DcrModuleOptions } from './options/dcr-module-options.js';
import { optionsProviders } from './options/options.provider.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from './options/resolved-options.js';
import { ClientCapacityService } from './registration/client-capacity.service.js';
import { PolicyRunner } from './registration/policy.runner.js';
import { registrationControllerAt } from './endpoint/registration.controller.js';
import { DcrRegistrationService } from './registration/registration.service.js';
import { RegistrationStore } from './registration/registration.store.js';
import { StartupCheck } from './startup.check.js';
import { throttlingProviders } from './throttling/throttling.providers.js';

const SERVICES = [
  DcrAdminService,
  DcrClientService,
  DcrSessionService,
  DcrMetadataService,
  DcrRegistrationService,
];

const INTERNALS: Provider[] = [
  ...databaseProviders,
  ...httpProviders,
  ...endpointProviders,
  ...auditProviders,
  ...clientsProviders,
  PolicyRunner,
  RegistrationStore,
  PreregistrationService,
  ...stateProviders,
  RegistrationSwitch,
  ClientCapacityService,
  ...sessionsProviders,
  ...cleanupProviders,
  ...adminProviders,
  StartupCheck,
  ...throttlingProviders,
];

/** Dynamic client registration for a Nest application, on its own database. */
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
    return build(extras, [{ provide: DCR_OPTIONS, useValue: resolveOptions(options) }]);
  }

  /** The same with options from a factory. The extras are given beside the factory, because Nest needs them first. */
  static forRootAsync(options: DcrModuleAsyncOptions): DynamicModule {
    return build(options, optionsProviders(options), options.imports);
  }

  /** Nest calls this when the global prefix is final and no route is made yet. */
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
  return {
    module: DcrModule,
    global: isGlobal,
    imports: [...imports, TypeOrmModule.forFeature(entitiesWith(clientEntity), dataSource)],
    controllers: [registrationControllerAt(path, decorators)],
    providers: [
      ...options,
      {
        provide: DCR_REDIRECT_URI_PROFILE,
        useFactory: ({ redirectUris }: ResolvedDcrOptions) => redirectUris,
        inject: [DCR_OPTIONS],
      },
      { provide: DCR_PATH, useValue: path },
      { provide: DCR_CLIENT_ENTITY, useValue: clientEntity },
      { provide: DCR_DATA_SOURCE, useExisting: getDataSourceToken(dataSource) },
      ...INTERNALS,
      ...SERVICES,
    ],
    exports: SERVICES,
  };
}
