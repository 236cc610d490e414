import {
  Module,
  type DynamicModule,
  type INestApplication,
  type ModuleMetadata,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule, getDataSourceToken, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DcrModule } from 'nestjs-dcr';
import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import { createDatabase, type TestDatabase } from './databases.js';
import { chosenVariant } from './databases/variants.js';

export type Adapter = 'express' | 'fastify';
export const adapters: readonly Adapter[] = ['express', 'fastify'];

type SyncOptions = NonNullable<Parameters<typeof DcrModule.forRoot>[0]>;
type AsyncOptions = Parameters<typeof DcrModule.forRootAsync>[0];

export interface ApplicationSetup extends Pick<ModuleMetadata, 'imports' | 'providers' | 'controllers'> {
  /** Default: `express`. Pass an adapter if it needs options, such as trusted proxies. */
  adapter?: Adapter | AbstractHttpAdapter;
  /** Default: a new in-memory SQLite, dropped with the application. A given database is not dropped. */
  database?: TestDatabase;
  /** In addition to the database's options; takes precedence. */
  typeorm?: Partial<TypeOrmModuleOptions>;
  /** For `forRoot`, or for `forRootAsync` if there is a factory; `false` starts the application without our module. */
  dcr: SyncOptions | AsyncOptions | false;
  /** The log is silent unless this enables it. */
  nest?: NestApplicationOptions;
  /** What an application does in `main.ts`: pipes, prefixes, CORS. */
  configure?(app: INestApplication): void | Promise<void>;
}

export interface TestApplication {
  nest: INestApplication;
  /** `http://127.0.0.1:port`, without a trailing slash. */
  url: string;
  dataSource: DataSource;
  close(): Promise<void>;
}

/** Starts a real Nest application on a real port. Rejects with the error if startup fails. */
export async function startApplication(setup: ApplicationSetup): Promise<TestApplication> {
  const database = setup.database ?? (await createDatabase('memory'));
  const dropOwn = () => (setup.database ? Promise.resolve() : database.drop());
  const app = await createApp(setup, database).catch(async (error: unknown) => {
    await dropOwn();
    throw error;
  });
  const close = async () => {
    await app.close();
    await dropOwn();
  };
  try {
    await setup.configure?.(app);
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  const dataSource = app.get<DataSource>(getDataSourceToken(setup.typeorm?.name), { strict: false });
  return { nest: app, url: `http://127.0.0.1:${port}`, dataSource: readingWhatIsStored(dataSource), close };
}

/** The same data source, except that a test reads the stored rows, bypassing a lagging replica and a cache. */
function readingWhatIsStored(dataSource: DataSource): DataSource {
  const view = Object.create(dataSource) as DataSource;
  view.defaultReplicationModeForReads = () => 'master';
  return Object.assign(view, { manager: view.createEntityManager(), queryResultCache: undefined });
}

function createApp(setup: ApplicationSetup, database: TestDatabase): Promise<INestApplication> {
  const { adapter = 'express', nest } = setup;
  return NestFactory.create(
    rootModule(setup, database),
    typeof adapter === 'string' ? newAdapter(adapter) : adapter,
    {
      logger: false,
      abortOnError: false,
      forceCloseConnections: true,
      ...nest,
    },
  );
}

/** The root module of an application, for tests that start it themselves. */
export function rootModule(setup: ApplicationSetup, database: TestDatabase): Type {
  const { imports = [], providers = [], controllers = [] } = setup;

  @Module({
    imports: [
      TypeOrmModule.forRoot({ ...database.options, ...setup.typeorm } as TypeOrmModuleOptions),
      ScheduleModule.forRoot(),
      ...dcrModule(setup.dcr),
      ...imports,
    ],
    providers,
    controllers,
  })
  class RootModule {}

  return RootModule;
}

export function newAdapter(adapter: Adapter): AbstractHttpAdapter {
  return adapter === 'fastify' ? new FastifyAdapter({ forceCloseConnections: true }) : new ExpressAdapter();
}

function dcrModule(dcr: ApplicationSetup['dcr']): NonNullable<ModuleMetadata['imports']> {
  if (dcr === false) return [];
  return [
    ...secondModule(dcr),
    'useFactory' in dcr || 'useClass' in dcr || 'useExisting' in dcr
      ? DcrModule.forRootAsync(dcr)
      : DcrModule.forRoot(dcr),
  ];
}

/** A second tenant on the same data source. It comes first, because `app.get()` finds the services of the last one. */
function secondModule({ dataSource, clientEntity }: SyncOptions | AsyncOptions): DynamicModule[] {
  if (chosenVariant() !== 'two-modules') return [];
  return [
    DcrModule.forRoot({
      enabled: true,
      path: 'second/register',
      ...(dataSource && { dataSource }),
      ...(clientEntity && { clientEntity }),
    }),
  ];
}
