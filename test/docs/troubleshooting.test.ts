import { Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  DCR_SESSION_REVOKER,
  DcrAdminService,
  DcrClientService,
  DcrDecision,
  DcrModule,
  DcrSessionService,
  dcrMigrations,
  redirectHosts,
  type AuthorizationRequest,
  type DcrModuleOptions,
  type DcrPolicyContext,
} from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { table } from '../readme/support/readme.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { postJson, send, type HttpAnswer } from '../support/http.js';
import { outputWithTypeOrm } from '../support/processes/other-typeorm.js';

const PAGE = 'docs/troubleshooting.md';

/** The first column of a table; `…` stands for text that varies. */
function messages(header: string): string[] {
  return table([header, 'why, and what to do'], PAGE).map(([cell = '']) => cell);
}

function pattern(message: string): RegExp {
  const [...parts] = message
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

class KnownClients {
  decide(): DcrDecision {
    return DcrDecision.allow();
  }
}

async function startError(options: object, setup: object = {}): Promise<string> {
  const dcr = 'useFactory' in options ? options : { enabled: true, ...options };
  const started = startApplication({ dcr: dcr as DcrModuleOptions, ...setup });
  return started.then(
    async (application) => {
      await application.close();
      return 'It started.';
    },
    (error: Error) => error.message,
  );
}

async function startWithoutScheduler(): Promise<string> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({
        type: 'better-sqlite3',
        database: ':memory:',
        autoLoadEntities: true,
        migrations: dcrMigrations,
        migrationsRun: true,
      }),
      DcrModule.forRoot(),
    ],
  })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  return app.init().then(
    () => 'It started.',
    (error: Error) => error.message,
  );
}

const starts: Record<string, () => Promise<string>> = {
  'DcrModule cleans up on a timer and found no SchedulerRegistry. …': startWithoutScheduler,
  'DcrModule: the data source does not know the entities …': () =>
    startError({}, { typeorm: { autoLoadEntities: false } }),
  'DcrModule: TypeORM … is installed, but nestjs-dcr supports …': async () => {
    const output = await outputWithTypeOrm('1.0.0');
    return /Error: (DcrModule: TypeORM .*)/.exec(output ?? 'It started.')?.[1] ?? output!;
  },
  'DcrModule could not use its table …. …': () => startError({}, { typeorm: { migrations: [] } }),
  'DcrModule option "policy" names the class …, which no module of this application provides as a singleton. …':
    () => startError({ policy: KnownClients }),
  'DcrModule option "path" came from the factory of forRootAsync(), which runs after the module is built. …':
    () => startError({ useFactory: () => ({ path: 'clients' }) }),
  'DcrModule has no option "…". …': () => startError({ maxRegistrations: 5 }),
  'DcrModule option "…": got …, but it must be ….': () => startError({ registrationWindow: '1m' }),
  'The provider of DCR_SESSION_REVOKER must have a method revoke(session).': () =>
    startError({}, { providers: [{ provide: DCR_SESSION_REVOKER, useValue: {} }] }),
};

describe('Every error at startup', () => {
  test('is in docs/troubleshooting.md', () => {
    expect(messages('message')).toEqual(Object.keys(starts).map((message) => `\`${message}\``));
  });

  test.each(Object.entries(starts))('says %s', async (message, start) => {
    expect(await start()).toMatch(pattern(message));
  });
});

describe('A running server', () => {
  let application: TestApplication;
  let closed: TestApplication;
  let full: TestApplication;
  let elsewhere: TestApplication;
  let guarded: TestApplication;

  beforeAll(async () => {
    const policy = ({ clientName }: DcrPolicyContext) => {
      if (clientName === 'Fault') throw new Error('A fault in the policy.');
      if (clientName === 'Slow') return new Promise<DcrDecision>(() => undefined);
      return clientName === 'Pending' ? DcrDecision.allowPending('Look at it.') : DcrDecision.allow();
    };
    application = await startApplication({
      dcr: {
        enabled: true,
        policy,
        policyTimeout: 20,
        scopes: { allowed: ['tools'] },
        cimd: { enabled: true, testHosts: { 'away.test': {} } },
        trackBy: ({ headers }) => String(headers['x-caller']),
        maxRegistrationsPerWindow: ({ headers }) => (headers['x-caller'] === 'busy' ? 1 : 1_000),
      },
    });
    closed = await startApplication({ dcr: { enabled: false } });
    full = await startApplication({ dcr: { enabled: true, maxClients: 1 } });
    guarded = await startApplication({
      dcr: { enabled: true },
      providers: [{ provide: APP_GUARD, useValue: { canActivate: () => false } }],
    });
    elsewhere = await startApplication({ dcr: { enabled: true, policy: redirectHosts('claude.ai') } });
  });

  afterAll(() => Promise.all([application, closed, full, elsewhere, guarded].map((one) => one?.close())));

  const post = (changes: object = {}, headers?: Record<string, string>, to = application) =>
    postJson(`${to.url}/register`, { ...goodRegistration, ...changes }, headers);
  const describeAnswer = (answer: HttpAnswer) =>
    answer.status === 404
      ? '`404`'
      : `\`${answer.status}\` \`${String(answer.json()['error_description'])}\``;

  const forAll: (() => Promise<HttpAnswer>)[] = [
    () => post({}, {}, closed),
    async () => {
      const admin = application.nest.get(DcrAdminService);
      await admin.pauseRegistration();
      const answer = await post();
      await admin.resumeRegistration();
      return answer;
    },
    () => post({}, {}, guarded),
    async () => {
      await post({}, { 'x-caller': 'busy' });
      return post({}, { 'x-caller': 'busy' });
    },
    () => post({ client_name: 'Fault' }),
    () => post({ client_name: 'Slow' }),
    async () => {
      await post({}, {}, full);
      return post({}, {}, full);
    },
  ];

  test('refuses all clients as docs/troubleshooting.md says', async () => {
    const answers: string[] = [];
    for (const cause of forAll) answers.push(describeAnswer(await cause()));
    // The last row is not an answer of this package.
    expect([...answers, '`401`']).toEqual(
      table(['answer', 'why, and what to do'], PAGE).map(([cell]) => cell),
    );
  });

  const forOne: (() => Promise<HttpAnswer>)[] = [
    () => post({ token_endpoint_auth_method: 'client_secret_post' }),
    () => post({ grant_types: ['client_credentials'] }),
    () => post({ grant_types: ['refresh_token'] }),
    () => post({ redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback'] }),
    () => post({ redirect_uris: ['http://client.example.com/'] }),
    () => post({ redirect_uris: ['https://other.example.com/'] }, {}, elsewhere),
    () => post({ redirect_uris: [] }),
    () => post({ client_name: 'a\u202Eb' }),
    () => send(`${application.url}/register`, { headers: { 'content-type': 'text/plain' }, body: '{}' }),
    () =>
      send(`${application.url}/register`, {
        headers: { 'content-type': 'application/json' },
        body: '{name: 1}',
      }),
  ];

  test('refuses one client as docs/troubleshooting.md says', async () => {
    const answers: string[] = [];
    for (const cause of forOne) answers.push(`\`${String((await cause()).json()['error_description'])}\``);
    expect(answers).toEqual(messages('description'));
  });

  test('refuses a sign-in as docs/troubleshooting.md says', async () => {
    const [admin, clients] = [application.nest.get(DcrAdminService), application.nest.get(DcrClientService)];
    const sessions = application.nest.get(DcrSessionService);
    const idOf = async (changes: object) => String((await post(changes)).json()['client_id']);
    const [pending, disabled] = [await idOf({ client_name: 'Pending' }), await idOf({})];
    await admin.disableClient(disabled);
    const id = await idOf({ scope: 'tools', grant_types: ['authorization_code'] });
    const session = await sessions.open({ clientId: id, subject: 'alice' });
    await sessions.close(session.id);
    const authorize = (changes: Partial<AuthorizationRequest>) =>
      clients.authorize({
        clientId: id,
        redirectUri: goodRegistration.redirect_uris[0]!,
        responseType: 'code',
        codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        codeChallengeMethod: 'S256',
        ...changes,
      });
    const attempts: (() => Promise<unknown>)[] = [
      () => authorize({ clientId: pending }),
      () => authorize({ clientId: disabled }),
      () => authorize({ clientId: 'dcr_unknown' }),
      () => authorize({ redirectUri: 'https://other.example.com/' }),
      () => authorize({ codeChallengeMethod: 'plain' }),
      () => authorize({ scope: 'everything' }),
      () => clients.authenticate({ clientId: id, grantType: 'refresh_token' }),
      () => sessions.requireActive(session.id),
      () => authorize({ clientId: 'https://10.0.0.1/client.json' }),
      () => authorize({ clientId: 'https://away.test/client.json' }),
    ];
    const refusals: string[] = [];
    for (const attempt of attempts)
      refusals.push(`\`${await attempt().then(String, (error: Error) => error.message)}\``);
    expect(refusals).toEqual(messages('your authorization server says'));
  });
});
