import { DcrAuditEvent, DcrClient } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { describeDatabases } from '../../support/databases.js';
import { postJson } from '../../support/http.js';
import { startEndpoint, type Endpoint } from '../registration/endpoint.js';

const everything = {
  client_name: 'Example, "Client"; café 🚀 \u0627\u0644\u0639\u0631\u0628\u064a\u0629',
  'client_name#fr': 'Exemple 🚀',
  redirect_uris: [
    'https://client.example.com/a,b;c',
    'http://127.0.0.1:3000/?x=%22',
    'https://CLIENT.example.com/',
  ],
  grant_types: ['refresh_token', 'authorization_code'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  client_uri: 'https://client.example.com/',
  logo_uri: 'https://client.example.com/logo.png',
  tos_uri: 'https://client.example.com/tos',
  policy_uri: 'https://client.example.com/policy',
  contacts: ['a,b@client.example.com', "o'brien@client.example.com"],
  scope: 'write read',
  software_id: '🚀'.repeat(250),
  software_version: '1.0, "2"',
  application_type: 'native',
};

describeDatabases('a registered client', (database) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ scopes: { allowed: ['read', 'write'] } }, { database });
  });
  afterAll(() => endpoint?.close());

  const clientOf = (clientId: unknown) =>
    endpoint.dataSource.getRepository(DcrClient).findOneByOrFail({ clientId: clientId as string });

  test('is stored as answered, member by member', async () => {
    const answer = await endpoint.post(everything);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json()).toMatchObject(everything);
    const { client_id: clientId, client_id_issued_at: issuedAt } = answer.json();
    const client = await clientOf(clientId);
    expect(client).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      clientId,
      source: 'dcr',
      status: 'active',
      clientName: everything.client_name,
      localized: { 'client_name#fr': 'Exemple 🚀' },
      redirectUris: everything.redirect_uris,
      grantTypes: everything.grant_types,
      responseTypes: ['code'],
      tokenEndpointAuthMethod: 'none',
      clientUri: everything.client_uri,
      logoUri: everything.logo_uri,
      tosUri: everything.tos_uri,
      policyUri: everything.policy_uri,
      contacts: everything.contacts,
      scope: 'write read',
      softwareId: everything.software_id,
      softwareVersion: everything.software_version,
      applicationType: 'native',
      lastUsedAt: null,
      disabledAt: null,
      disabledReason: null,
    });
    expect(Math.floor(client.createdAt.getTime() / 1_000)).toBe(issuedAt);
  });

  test('has null for every member that was not given', async () => {
    const client = await clientOf((await endpoint.post()).json()['client_id']);
    const { clientUri, logoUri, tosUri, policyUri, contacts, localized, scope } = client;
    const { softwareId, softwareVersion, applicationType } = client;
    const absent = [clientUri, logoUri, tosUri, policyUri, contacts, localized, scope];
    expect([...absent, softwareId, softwareVersion, applicationType]).toEqual(Array(10).fill(null));
    expect(client.clientName).toBe('Unnamed client');
  });

  test('is stored with one audit event of the same time', async () => {
    const { post, dataSource } = endpoint;
    const clientId = (await post({ software_id: 'audited' })).json()['client_id'] as string;
    const events = await dataSource.getRepository(DcrAuditEvent).findBy({ clientId });
    expect(events).toMatchObject([
      {
        type: 'client.registered',
        outcome: 'accepted',
        error: null,
        description: null,
        requested: { redirect_uris: ['https://client.example.com/callback'], software_id: 'audited' },
        substituted: null,
        ip: '127.0.0.1',
        actor: null,
        reason: null,
        count: 1,
      },
    ]);
    const { createdAt } = await clientOf(clientId);
    expect(Math.abs(events[0]!.createdAt.getTime() - createdAt.getTime())).toBeLessThan(1_000);
  });

  test('can have a name of the maximum length', async () => {
    const client_name = '🚀'.repeat(200);
    const clientId = (await endpoint.post({ client_name })).json()['client_id'];
    expect((await clientOf(clientId)).clientName).toBe(client_name);
  });
});

describeDatabases('a registration whose audit event cannot be stored', (database) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({}, { database });
  });
  afterAll(() => endpoint?.close());

  test('leaves no client behind and reveals nothing, and the next one succeeds', async () => {
    const { dataSource, post } = endpoint;
    const clients = dataSource.getRepository(DcrClient);
    await post();
    await dataSource.query('ALTER TABLE dcr_audit_events RENAME TO kept_audit_events');
    const failed = await postJson(`${endpoint.url}/register`, { redirect_uris: ['http://localhost/'] });
    expectError(failed, 500, 'server_error');
    expect(failed.text).not.toMatch(/audit|table|sql|insert/i);
    expect(await clients.count()).toBe(1);

    await dataSource.query('ALTER TABLE kept_audit_events RENAME TO dcr_audit_events');
    expect((await post()).status).toBe(201);
    expect(await clients.count()).toBe(2);
    expect(await dataSource.getRepository(DcrAuditEvent).countBy({ type: 'client.registered' })).toBe(2);
    await expectNoOpenTransaction(endpoint);
  });
});

/** Checks that the application can begin a transaction and roll it back. */
async function expectNoOpenTransaction({ dataSource }: Endpoint): Promise<void> {
  const clients = dataSource.getRepository(DcrClient);
  const before = await clients.count();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.manager.delete(DcrClient, {}).catch(() => runner.query('DELETE FROM dcr_clients'));
    await runner.rollbackTransaction();
  } finally {
    await runner.release();
  }
  expect(await clients.count()).toBe(before);
}

test('a client id that already exists is drawn again, and no client is overwritten', async () => {
  const endpoint = await startEndpoint();
  onTestFinished(() => endpoint.close());
  const { dataSource, post } = endpoint;
  const drawn: string[] = [];
  const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: BetterSqlite3 };
  databaseConnection.function('draw', (clientId: string) =>
    drawn.push(clientId) === 1 ? 'taken' : clientId,
  );
  await dataSource.query('CREATE TABLE ids (client_id TEXT UNIQUE)');
  await dataSource.query("INSERT INTO ids VALUES ('taken')");
  await dataSource.query(
    'CREATE TRIGGER collide AFTER INSERT ON dcr_clients BEGIN INSERT INTO ids VALUES (draw(NEW.client_id)); END',
  );

  const answer = await post();
  expect(answer.status, answer.text).toBe(201);
  expect(new Set(drawn).size).toBe(2);
  expect(answer.json()['client_id']).toBe(drawn[1]);
  expect(await dataSource.getRepository(DcrClient).find()).toMatchObject([{ clientId: drawn[1] }]);
  expect(await dataSource.getRepository(DcrAuditEvent).find()).toMatchObject([{ clientId: drawn[1] }]);
});

interface BetterSqlite3 {
  function(name: string, implementation: (value: string) => string): void;
}
