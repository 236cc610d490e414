import { ValidationPipe, VersioningType, type INestApplication } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, RouterModule } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { DcrModule } from 'nestjs-dcr';
import { adapters, type ApplicationSetup } from '../../support/application.js';
import { DenyingGuard, ApplicationFilter, Public, WrappingInterceptor } from './application-parts.js';

type Parts = Pick<ApplicationSetup, 'imports' | 'providers' | 'nest' | 'configure'>;

/** An application with one global feature that affects every route, or with all of them. */
export interface ApplicationKind extends Parts {
  name: string;
  /** The path of the registration endpoint. */
  register: string;
  /** The prefix of the application's own routes. */
  base: string;
  /** The value of the `decorators` option, if the application's guard requires one. */
  decorators?: ClassDecorator[];
  /** A request to an application route that shows the feature, and what its answer must match. */
  shows: [request: string, answer: RegExp];
}

const strictPipe = (app: INestApplication) =>
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
const prefix = (app: INestApplication) => app.setGlobalPrefix('api');
const versions = (app: INestApplication) =>
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
const cors = (app: INestApplication) => app.enableCors({ origin: 'https://app.example', credentials: true });

function parseEveryType(app: INestApplication): void {
  if (app.getHttpAdapter().getType() === 'express')
    (app as NestExpressApplication).useBodyParser('text', { type: () => true });
  else
    (app as NestFastifyApplication).useBodyParser('*', {}, (_request, _body, done) => done(null, 'parsed'));
}

const filter = { provide: APP_FILTER, useClass: ApplicationFilter };
const interceptor = { provide: APP_INTERCEPTOR, useClass: WrappingInterceptor };
const guard = { provide: APP_GUARD, useClass: DenyingGuard };
const throttlerGuard = { provide: APP_GUARD, useClass: ThrottlerGuard };
const throttler = () => ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1_000 }]);

const plain = { register: '/register', base: '' };

export const applicationKinds: readonly ApplicationKind[] = [
  { ...plain, name: 'no global features', shows: ['a GET', /\["a thing"\]$/] },
  {
    ...plain,
    name: 'a strict global ValidationPipe',
    shows: ['a DTO with an unknown member', /role should not exist/],
    configure: (app) => void strictPipe(app),
  },
  {
    ...plain,
    name: 'a global filter',
    shows: ['malformed JSON', /"from":"application"/],
    providers: [filter],
  },
  {
    ...plain,
    name: 'a global interceptor',
    shows: ['a GET', /\{"data":\["a thing"\]\}$/],
    providers: [interceptor],
  },
  {
    ...plain,
    name: 'a global guard',
    shows: ['a guarded route', /^403 .*Forbidden/],
    providers: [guard],
    decorators: [Public()],
  },
  {
    ...plain,
    name: 'a global throttler',
    shows: ['one request too many', /^429 .*Too Many Requests/],
    imports: [throttler()],
    providers: [throttlerGuard],
  },
  {
    ...plain,
    name: 'rawBody',
    shows: ['a route that wants the raw body', /"raw":/],
    nest: { rawBody: true },
  },
  {
    ...plain,
    name: 'bodyParser: false',
    shows: ['a form', /\{"isThing":false\}$|^415 /],
    nest: { bodyParser: false },
  },
  {
    ...plain,
    name: 'CORS for one origin',
    shows: ['a preflight', /"access-control-allow-credentials":"true"/],
    configure: cors,
  },
  {
    name: 'a global prefix',
    shows: ['an unknown route', /Cannot POST \/api\/no-such-route/],
    register: '/api/register',
    base: '/api',
    configure: (app) => void prefix(app),
  },
  {
    name: 'a global prefix that excludes the endpoint',
    register: '/register',
    base: '/api',
    shows: ['an unknown route', /Cannot POST \/api\/no-such-route/],
    // Exclude the neighbor too: outside the prefix Express answers, not Nest.
    configure: (app) => void app.setGlobalPrefix('api', { exclude: ['register', 'registry'] }),
  },
  {
    name: 'a RouterModule',
    register: '/oauth/register',
    base: '',
    shows: ['a GET', /\["a thing"\]$/],
    imports: [RouterModule.register([{ path: 'oauth', module: DcrModule }])],
  },
  {
    ...plain,
    name: 'a body parser for every type',
    shows: ['text of a custom type', /^201 .*"isThing":false/],
    configure: parseEveryType,
  },
  {
    name: 'URI versioning',
    shows: ['a GET', /\["a thing"\]$/],
    register: '/register',
    base: '/v1',
    configure: (app) => void versions(app),
  },
  {
    name: 'all global features',
    shows: ['one request too many', /^429 .*"access-control-allow-credentials":"true".*"from":"application"/],
    register: '/api/register',
    base: '/api/v1',
    imports: [throttler()],
    providers: [filter, interceptor, guard, throttlerGuard],
    decorators: [Public()],
    nest: { rawBody: true },
    configure(app) {
      strictPipe(app);
      prefix(app);
      versions(app);
      cors(app);
    },
  },
];

/** For `describe.each`: name, adapter, kind. */
export const applicationsOfEachKind = applicationKinds.flatMap((kind) =>
  adapters.map((adapter) => [kind.name, adapter, kind] as const),
);
