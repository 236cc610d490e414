import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { DcrClient, DcrClientService, DcrMetadataService, DcrSessionService } from 'nestjs-dcr';
import type { HostAdapter } from 'nestjs-dcr/oidc-provider';
import type { Configuration, Provider } from 'oidc-provider';
import type { MigrationInterface } from 'typeorm';

/** Everything that some snippet exports. */
export interface Exports {
  AppModule: Type;
  RegistrationModule: Type;
  AuthorizationController: Type;
  OAuthClient: Type<DcrClient & { tenant: string | null }>;
  migrations: (new () => MigrationInterface)[];
  registration: DynamicModule;
  createApp: () => Promise<INestApplication>;
  createProvider: (
    own: Configuration & { adapter: HostAdapter },
    clients: DcrClientService,
    sessions: DcrSessionService,
    metadata: DcrMetadataService,
  ) => Provider;
}

/** Shows, for a snippet by its file's name, that it does what the README says. */
export type Runs = Record<string, (snippet: Exports) => Promise<void>>;
