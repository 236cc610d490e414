import { DcrAdminService, DcrClientService, type DcrModuleOptions } from 'nestjs-dcr';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { seedClient, stored } from '../admin/support/clients.js';
import { authorizationRequest, refusalOf } from './authorization.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase('better-sqlite3');
  return () => database.drop();
});

async function start(redirectUris: DcrModuleOptions['redirectUris']) {
  const application = await startApplication({ database, dcr: { enabled: true, redirectUris } });
  onTestFinished(() => application.close());
  return {
    application,
    admin: application.nest.get(DcrAdminService),
    clients: application.nest.get(DcrClientService),
  };
}

const uris = ['https://client.example.com/callback', 'http://127.0.0.1/cb', 'com.example.app:/cb'] as const;

test('a redirect URI that is no longer allowed is refused at authorization, on a page', async () => {
  const { application, clients } = await start({ customSchemes: ['com.example.app'] });
  const { clientId } = await seedClient(application, { redirectUris: [...uris] });
  const authorize = (service: DcrClientService, redirectUri: string) =>
    service.authorize(authorizationRequest(clientId, { redirectUri }));
  for (const uri of uris) expect(await authorize(clients, uri)).toMatchObject({ clientId });

  const tightened = await start({ loopback: false });
  expect(await authorize(tightened.clients, uris[0])).toMatchObject({ clientId });
  for (const uri of [uris[1], 'http://127.0.0.1:50123/cb', uris[2]]) {
    expect(await refusalOf(authorize(tightened.clients, uri))).toMatchObject({
      error: 'invalid_request',
      status: 400,
      redirectable: false,
      description: 'The redirect_uri is no longer allowed.',
    });
  }
});

test('clients that would be refused today can be found and disabled', async () => {
  const { application, admin } = await start({ loopback: false });
  await admin.deleteClients({ all: true });
  const seed = (clientName: string, redirectUri: string, status?: 'pending' | 'disabled') =>
    seedClient(application, { clientName, redirectUris: [uris[0], redirectUri], ...(status && { status }) });
  await seed('good', 'https://other.example.com/');
  await seed('loopback', uris[1]);
  await seed('pending', uris[2], 'pending');
  await seed('disabled', uris[1], 'disabled');
  const denied = await seed('denied by a policy', 'https://denied.example/');

  const found = async (...parameters: Parameters<DcrAdminService['findRefusedClients']>) => {
    const names: string[] = [];
    for await (const { clientName } of admin.findRefusedClients(...parameters)) names.push(clientName);
    return names.toSorted();
  };
  expect(await found()).toEqual(['loopback', 'pending']);
  const policy = async ({ redirectUris }: { redirectUris: string[] }) =>
    redirectUris.some((uri) => uri.startsWith('https://denied.example/'));
  expect(await found(policy)).toEqual(['denied by a policy', 'loopback', 'pending']);

  for await (const { clientId } of admin.findRefusedClients(policy)) await admin.disableClient(clientId);
  expect(await found(policy)).toEqual([]);
  expect(await stored(application, denied.clientId)).toMatchObject({ status: 'disabled' });
  expect((await admin.listClients()).counts).toMatchObject({ active: 1, disabled: 4 });
});
