import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { DcrClient, DcrClientService, DcrMetadataService, DcrSessionService } from 'nestjs-dcr';
import type { ProviderAdapter } from 'nestjs-dcr/oidc-provider';
import type { Configuration, Provider } from 'oidc-provider';
import type { MigrationInterface } from 'typeorm';

/** Everything that the snippets in `docs` export. */
export interface Exports {
  registration: DynamicModule;
  migrations: (new () => MigrationInterface)[];
  configure: (app: INestApplication) => void;
  createApp: () => Promise<INestApplication>;
  createProvider: (
    own: Configuration & { adapter: ProviderAdapter },
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

/** For each snippet, by its file name: checks that it does what its page says. `load` loads a snippet that it imports. */
export type Runs = Record<
  string,
  (snippet: Exports, load: (name: string) => Promise<Exports>) => Promise<void>
>;
