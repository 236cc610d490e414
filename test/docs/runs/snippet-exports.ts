import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { DcrClient, DcrClientService, DcrMetadataService, DcrSessionService } from 'nestjs-dcr';
import type { HostAdapter } from 'nestjs-dcr/oidc-provider';
import type { Configuration, Provider } from 'oidc-provider';
import type { MigrationInterface } from 'typeorm';

/** Everything that some snippet of `docs` exports; classes under the names that they have there. */
export interface Exports {
  registration: DynamicModule;
  migrations: (new () => MigrationInterface)[];
  configure: (app: INestApplication) => void;
  createApp: () => Promise<INestApplication>;
  createProvider: (
    own: Configuration & { adapter: HostAdapter },
    clients: DcrClientService,
    sessions: DcrSessionService,
    metadata: DcrMetadataService,
  ) => Provider;
  /** Modules, controllers and services. */
  [className: string]: unknown;
  AppModule: Type;
  AuthorizationController: Type;
  OAuthClient: Type<DcrClient & { tenant: string | null }>;
  RegistrationModule: Type;
}

/**
 * Shows, for a snippet by its file's name, that it does what its page says. A snippet that it imports can be had under
 * its own name.
 */
export type Runs = Record<
  string,
  (snippet: Exports, load: (name: string) => Promise<Exports>) => Promise<void>
>;
