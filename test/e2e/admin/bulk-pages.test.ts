import { type ClientFilter, DcrAdminService, DcrClient } from 'nestjs-dcr';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { seedClients } from './support/clients.js';

let application: TestApplication;
let admin: DcrAdminService;
beforeEach(async () => {
  application = await startApplication({ dcr: { enabled: true } });
  admin = application.nest.get(DcrAdminService);
});

test('a bulk operation does not block other requests, even if the database runs in the same thread', async () => {
  onTestFinished(() => application.close());
  await seedClients(
    application,
    Array.from({ length: 200 }, () => ({})),
  );
  let isDone = false;
  const disabled = admin.disableClients({ all: true }).finally(() => (isDone = true));
  const { status } = await postJson(`${application.url}/register`, goodRegistration);
  const wasDone = isDone;
  await disabled;
  expect(status).toBe(201);
  expect(wasDone).toBe(false);
});

test('a bulk operation reaches every client exactly once over many pages, even if it changes them on the way', async () => {
  onTestFinished(() => application.close());
  const createdAt = new Date();
  await seedClients(
    application,
    Array.from({ length: 1_050 }, () => ({ createdAt })),
  );
  const result = await admin.disableClients({ status: 'active' });
  expect(result).toMatchObject({ matched: 1_050, changed: 1_050, failed: 0 });
  expect((await admin.listClients()).counts).toMatchObject({ active: 0, disabled: 1_050 });
});

test('a bulk operation does not follow a filter object that changes on the way', async () => {
  onTestFinished(() => application.close());
  const id = 'ffffffff-ffff-7fff-8fff-ffffffffffff';
  const spam = Array.from({ length: 500 }, () => ({ clientName: 'spam' }));
  await seedClients(application, [...spam, { clientName: 'good', id }]);
  const filter: ClientFilter = { search: 'spam' };
  const running = admin.disableClients(filter);
  filter.search = 'o';
  expect(await running).toMatchObject({ matched: 500, changed: 500 });
  expect(await application.dataSource.getRepository(DcrClient).findOneBy({ id })).toMatchObject({
    status: 'active',
  });
});

test('a bulk operation deletes every copy of a client, even those on later pages than the client itself', async () => {
  onTestFinished(() => application.close());
  const copies = await seedClients(
    application,
    Array.from({ length: 510 }, () => ({ fingerprint: 'f'.repeat(64) })),
  );
  const original = copies.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0]!;
  const result = await admin.deleteClients({ similarTo: original.clientId });
  expect(result).toMatchObject({ matched: 510, changed: 510 });
  expect(await application.dataSource.getRepository(DcrClient).count()).toBe(0);
});
