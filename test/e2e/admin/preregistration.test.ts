import { DcrAdminService, DcrClient, DcrClientService } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { authorizationRequest, refusalOf } from '../clients/authorization.js';
import { ago, auditOf, DAY, stored } from './support/clients.js';

describe('a client that the application registers', () => {
  let application: TestApplication;
  let admin: DcrAdminService;
  beforeAll(async () => {
    const dcr = { enabled: true, maxClients: 1, policy: () => Promise.reject(new Error('never asked')) };
    application = await startApplication({ dcr });
    admin = application.nest.get(DcrAdminService);
  });
  afterAll(() => application?.close());

  test('is registered as by the endpoint, with the source "manual", and audited', async () => {
    const by = { actor: 'root', reason: 'our own application' };
    const { client } = await admin.createClient({ ...goodRegistration, software_id: 'app' }, by);
    expect(client).toBeInstanceOf(DcrClient);
    expect(client).toMatchObject({ source: 'manual', status: 'active', clientName: 'Example Client' });
    expect(client.clientId).toMatch(/^dcr_[\da-f]{32}$/);
    expect(await stored(application, client.clientId)).toEqual(client);
    const requested = { client_name: 'Example Client', software_id: 'app' };
    expect(await auditOf(application, client.clientId)).toMatchObject([
      { type: 'client.registered', outcome: 'accepted', ip: null, requested, ...by },
    ]);
    const authorized = await application.nest
      .get(DcrClientService)
      .authorize(authorizationRequest(client.clientId));
    expect(authorized.source).toBe('manual');
  });

  test.each([
    ['a dangerous redirect URI', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['no redirect URI', { client_name: 'x' }, 'invalid_client_metadata'],
    ['a client with a secret', { ...goodRegistration, token_endpoint_auth_method: 'client_secret_basic' }],
    ['a spoofed name', { ...goodRegistration, client_name: 'Good\u202e' }],
    ['a list', [goodRegistration]],
    ['nothing', undefined],
  ])('has to follow the same rules: %s', async (_, metadata, error = 'invalid_client_metadata') => {
    const before = await application.dataSource.getRepository(DcrClient).count();
    expect(await refusalOf(admin.createClient(metadata))).toMatchObject({ error, status: 400 });
    expect(await application.dataSource.getRepository(DcrClient).count()).toBe(before);
  });

  test('neither needs room under the cap nor counts towards it', async () => {
    for (let at = 0; at < 3; at++) await admin.createClient(goodRegistration);
    expect(await admin.statistics()).toMatchObject({ cap: { max: 1, used: 0, nearlyFull: false } });
  });

  test('can be registered while registration is paused', async () => {
    await admin.pauseRegistration();
    expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(403);
    expect(await admin.createClient(goodRegistration)).toMatchObject({ client: { source: 'manual' } });
    await admin.resumeRegistration();
  });

  test('cannot choose server-issued values', async () => {
    const serverIssued = { client_id: 'mine', source: 'dcr', status: 'disabled', created_at: 1, id: 'x' };
    const { client } = await admin.createClient({ ...goodRegistration, ...serverIssued });
    expect(client).toMatchObject({ source: 'manual', status: 'active' });
    expect(client.clientId).not.toBe('mine');
    expect(client.createdAt.getTime()).toBeGreaterThan(ago(60_000).getTime());
  });

  test('is never cleaned up, however old it is', async () => {
    const { client } = await admin.createClient(goodRegistration);
    const clients = application.dataSource.getRepository(DcrClient);
    await clients.update({ clientId: client.clientId }, { createdAt: ago(400 * DAY) });
    expect(await admin.cleanUp()).toMatchObject({ unusedClients: 0, idleClients: 0 });
    await clients.update({ clientId: client.clientId }, { lastUsedAt: ago(399 * DAY) });
    expect(await admin.cleanUp()).toMatchObject({ unusedClients: 0, idleClients: 0 });
    expect(await stored(application, client.clientId)).not.toBeNull();
  });
});
