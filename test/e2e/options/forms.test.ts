import { Inject, Injectable, Module, type Type } from '@nestjs/common';
import { DcrClientService, DcrModule, type DcrModuleOptions, type DcrOptionsFactory } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApplication, type TestApplication, type ApplicationSetup } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

async function start(setup: ApplicationSetup): Promise<TestApplication> {
  const application = await startApplication(setup);
  onTestFinished(() => application.close());
  return application;
}

@Injectable()
class Settings {
  readonly limit = 2;
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Injectable()
class Factory implements DcrOptionsFactory {
  constructor(private readonly settings: Settings) {}

  async createDcrOptions(): Promise<DcrModuleOptions> {
    return Promise.resolve({ enabled: true, maxRegistrationsPerWindow: this.settings.limit });
  }
}

@Module({ imports: [SettingsModule], providers: [Factory], exports: [Factory] })
class FactoryModule {}

describe('forRootAsync', () => {
  const forms: [string, ApplicationSetup['dcr']][] = [
    [
      'useFactory, inject and imports',
      {
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: ({ limit }: Settings) => ({ enabled: true, maxRegistrationsPerWindow: limit }),
      },
    ],
    [
      'an async factory',
      {
        imports: [SettingsModule],
        inject: [Settings, { token: 'absent', optional: true }],
        useFactory: async ({ limit }: Settings, absent?: unknown) =>
          Promise.resolve({ enabled: absent === undefined, maxRegistrationsPerWindow: limit }),
      },
    ],
    ['useClass', { imports: [SettingsModule], useClass: Factory }],
    ['useExisting', { imports: [FactoryModule], useExisting: Factory }],
  ];
  test.each(forms)('takes its options by %s', async (_, dcr) => {
    const { url } = await start({ dcr });
    const statuses = [];
    for (let attempt = 1; attempt <= 3; attempt++)
      statuses.push((await postJson(`${url}/register`, goodRegistration)).status);
    expect(statuses).toEqual([201, 201, 429]);
  });

  test('takes the options that build the module next to the factory', async () => {
    const { url } = await start({ dcr: { path: '/oauth/register/', useFactory: () => ({ enabled: true }) } });
    expect((await postJson(`${url}/oauth/register`, goodRegistration)).status).toBe(201);
    expect((await postJson(`${url}/register`, goodRegistration)).status).toBe(404);
  });
});

describe('isGlobal', () => {
  @Injectable()
  class NeedsClients {
    constructor(@Inject(DcrClientService) readonly clients: DcrClientService) {}
  }

  @Module({ providers: [NeedsClients] })
  class FeatureModule {}

  test.each([
    ['forRoot', { enabled: true, isGlobal: true }],
    ['forRootAsync', { isGlobal: true, useFactory: () => ({ enabled: true }) }],
  ])('gives the services to every module, by %s', async (_, dcr) => {
    const { nest } = await start({ imports: [FeatureModule], dcr });
    expect(nest.get(NeedsClients, { strict: false }).clients).toBeInstanceOf(DcrClientService);
  });

  test('is required for that', async () => {
    await expect(startApplication({ imports: [FeatureModule], dcr: { enabled: true } })).rejects.toThrow(
      /can't resolve dependencies of the NeedsClients/,
    );
  });

  test('is not required by the module that imports ours', async () => {
    const dcr = DcrModule.forRoot({ enabled: true });
    const Importing = moduleWith(dcr, NeedsClients);
    const { nest } = await start({ dcr: false, imports: [Importing] });
    expect(nest.get(NeedsClients, { strict: false }).clients).toBeInstanceOf(DcrClientService);
  });
});

function moduleWith(imported: ReturnType<typeof DcrModule.forRoot>, provider: Type): Type {
  @Module({ imports: [imported], providers: [provider] })
  class Importing {}
  return Importing;
}

describe('two applications in one process', () => {
  test('have separate options, paths, limits and tables', async () => {
    const scopes = { allowed: ['read'] };
    const strict = await start({ dcr: { enabled: true, maxRegistrationsPerWindow: 2, scopes } });
    const lenient = await start({
      adapter: 'fastify',
      dcr: { enabled: true, path: 'clients', negotiation: 'substitute', redirectUris: { loopback: false } },
    });
    const off = await start({ dcr: {} });
    const asksForSecret = {
      ...goodRegistration,
      token_endpoint_auth_method: 'client_secret_post',
      scope: 'read',
    };

    expect((await postJson(`${strict.url}/register`, asksForSecret)).status).toBe(400);
    const registered = await postJson(`${strict.url}/register`, { ...goodRegistration, scope: 'read' });
    expect(registered.json()).toMatchObject({ scope: 'read' });
    expect((await postJson(`${strict.url}/register`, goodRegistration)).status).toBe(429);
    expect((await postJson(`${strict.url}/clients`, goodRegistration)).status).toBe(404);

    const substituted = await postJson(`${lenient.url}/clients`, asksForSecret);
    expect(substituted.status).toBe(201);
    expect(substituted.json()).not.toHaveProperty('scope');
    const loopback = { ...goodRegistration, redirect_uris: ['http://localhost/'] };
    expect((await postJson(`${lenient.url}/clients`, loopback)).status).toBe(400);
    expect((await postJson(`${off.url}/register`, goodRegistration)).status).toBe(404);

    const rows = [strict, lenient, off].map(({ dataSource }) =>
      dataSource.query('SELECT * FROM dcr_clients'),
    );
    expect((await Promise.all(rows)).map((clients: unknown[]) => clients.length)).toEqual([1, 1, 0]);
  });
});
