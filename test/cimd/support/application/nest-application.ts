import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { Logger, Module, type INestApplication, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TypeOrmModule } from '@nestjs/typeorm';
import * as dcr from 'nestjs-dcr';
import type { Json } from '../case.js';
import { observe } from '../seen.js';
import type { ApplicationSetup, CaseApplication, ServiceCall } from './case-application.js';

type Policy = (context: Json, signal: AbortSignal) => unknown;

export interface NestCaseApplication extends CaseApplication {
  nest: INestApplication;
}

/** Starts a real Nest application in this process. Rejects with the error if startup fails. */
export async function startNestApplication(
  { typeorm, dcr: options, policy }: ApplicationSetup,
  logger: LoggerService | false,
): Promise<NestCaseApplication> {
  let seen: Json | undefined;
  const decide = policy === undefined ? undefined : evaluate(policy);
  const recording: Policy = (context, signal) => {
    seen = context;
    return decide!(context, signal);
  };

  // `forRoot` may log before the application exists.
  Logger.overrideLogger(logger);
  @Module({
    imports: [
      TypeOrmModule.forRoot({ ...typeorm, migrations: dcr.dcrMigrations, autoLoadEntities: true }),
      ScheduleModule.forRoot(),
      dcr.DcrModule.forRoot({ ...options, ...(decide && { policy: recording }) } as never),
    ],
  })
  class RootModule {}

  const nest = await NestFactory.create(RootModule, {
    logger,
    abortOnError: false,
    forceCloseConnections: true,
  });
  nest.enableShutdownHooks();
  try {
    await nest.listen(0, '127.0.0.1');
  } catch (error) {
    await nest.close();
    throw error;
  }
  return {
    nest,
    url: `http://127.0.0.1:${(nest.getHttpServer().address() as AddressInfo).port}`,
    call: ({ service, method, args }) => observe(() => callService(nest, { service, method, args })),
    policyContext: () => Promise.resolve(seen),
    close: () => nest.close(),
  };
}

/** In a context of its own: a policy may keep what it sees in `globalThis`, which other cases share. */
function evaluate(policy: string): Policy {
  return runInNewContext(`(${policy})`, { dcr, setTimeout, AbortSignal }) as Policy;
}

const SERVICES = {
  clients: dcr.DcrClientService,
  sessions: dcr.DcrSessionService,
  admin: dcr.DcrAdminService,
};

function callService(nest: INestApplication, { service, method, args }: ServiceCall): unknown {
  const instance = nest.get<object>(SERVICES[service]) as Record<
    string,
    (...parameters: unknown[]) => unknown
  >;
  if (typeof instance[method] !== 'function') throw new Error(`The service has no method ${method}.`);
  return instance[method](...args);
}
