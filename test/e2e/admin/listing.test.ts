import { DcrAdminService, DcrAuditEvent, DcrClient, type ClientFilter } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, DAY, everyDatabase, HOUR, seedClients } from './support/clients.js';

describeDatabases(
  'the list of clients',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: {} });
      admin = application.nest.get(DcrAdminService);
      await seedClients(application, [
        { clientName: 'used', createdAt: ago(5 * DAY), lastUsedAt: ago(HOUR), fingerprint: 'same' },
        { clientName: 'idle', createdAt: ago(9 * DAY), lastUsedAt: ago(8 * DAY), fingerprint: 'same' },
        { clientName: 'new', createdAt: ago(HOUR) },
        { clientName: 'pending', createdAt: ago(2 * HOUR), status: 'pending' },
        { clientName: 'disabled', createdAt: ago(3 * DAY), status: 'disabled', lastUsedAt: ago(2 * DAY) },
        { clientName: 'manual', createdAt: ago(4 * DAY), source: 'manual' },
      ]);
    });
    afterAll(() => application?.close());

    const names = (clients: DcrClient[]) => clients.map(({ clientName }) => clientName);
    const found = async (filter: ClientFilter) => names((await admin.listClients(filter)).items);
    const idOf = async (clientName: string) =>
      (await application.dataSource.getRepository(DcrClient).findOneByOrFail({ clientName })).clientId;

    test('has all clients on one page, newest first, by default', async () => {
      const page = await admin.listClients();
      expect(names(page.items)).toEqual(['new', 'pending', 'disabled', 'manual', 'used', 'idle']);
      expect(page).not.toHaveProperty('nextCursor');
      expect(page.items[0]).toBeInstanceOf(DcrClient);
      expect(page.counts).toEqual({ active: 4, pending: 1, disabled: 1, total: 6 });
    });

    test('is empty when nothing matches', async () => {
      const page = await admin.listClients({ search: 'nobody' });
      expect(page).toEqual({ items: [], counts: { active: 0, pending: 0, disabled: 0, total: 0 } });
    });

    test('counts all matching clients, whatever status and page the query asks for', async () => {
      const page = await admin.listClients({ status: 'pending', source: 'dcr', limit: 1 });
      expect(names(page.items)).toEqual(['pending']);
      expect(page.counts).toEqual({ active: 3, pending: 1, disabled: 1, total: 5 });
    });

    const filters: [string, ClientFilter, string[]][] = [
      ['a status', { status: 'disabled' }, ['disabled']],
      ['a source', { source: 'manual' }, ['manual']],
      ['never used', { neverUsed: true }, ['new', 'pending', 'manual']],
      ['used at least once', { neverUsed: false }, ['disabled', 'used', 'idle']],
      ['created before', { createdBefore: ago(3.5 * DAY) }, ['manual', 'used', 'idle']],
      [
        'last used before, and never',
        { lastUsedBefore: ago(DAY) },
        ['new', 'pending', 'disabled', 'manual', 'idle'],
      ],
      ['an empty list of client ids', { clientIds: [] }, []],
      ['several at once', { source: 'dcr', status: 'active', neverUsed: false, search: 'IDL' }, ['idle']],
      [
        'members that are undefined',
        { status: undefined, search: undefined, neverUsed: true },
        ['new', 'pending', 'manual'],
      ],
    ];
    test.each(filters)('is narrowed by %s', async (_, filter, expected) => {
      expect(await found(filter)).toEqual(expected);
    });

    test('is narrowed by client ids, and to the copies of a client', async () => {
      expect(await found({ clientIds: [await idOf('new'), await idOf('used'), 'dcr_unknown'] })).toEqual([
        'new',
        'used',
      ]);
      expect(await found({ similarTo: await idOf('idle') })).toEqual(['used', 'idle']);
      expect(await found({ similarTo: await idOf('new') })).toEqual(['new']);
      expect(await found({ similarTo: 'dcr_unknown' })).toEqual([]);
    });
  },
  everyDatabase,
);

describeDatabases('the list of audit events', (database) => {
  let application: TestApplication;
  let admin: DcrAdminService;
  const at = ago(DAY);
  beforeAll(async () => {
    application = await startApplication({ database, dcr: {} });
    admin = application.nest.get(DcrAdminService);
    const event = { count: 1, createdAt: at };
    await application.dataSource.getRepository(DcrAuditEvent).insert([
      {
        ...event,
        id: 'a',
        type: 'client.registered',
        outcome: 'accepted',
        clientId: 'dcr_1',
        ip: '192.0.2.1',
      },
      {
        ...event,
        id: 'b',
        type: 'client.rejected',
        outcome: 'rejected',
        error: 'slow_down',
        ip: '192.0.2.1',
      },
      {
        ...event,
        id: 'c',
        type: 'client.disabled',
        clientId: 'dcr_1',
        createdAt: new Date(at.getTime() + 1),
      },
      { ...event, id: 'd', type: 'client.deleted', clientId: 'dcr_2', createdAt: new Date(at.getTime() + 2) },
    ]);
  });
  afterAll(() => application?.close());

  const later = (milliseconds: number) => new Date(at.getTime() + milliseconds);
  test.each([
    ['nothing', {}, 'dcba'],
    ['a type', { type: 'client.disabled' }, 'c'],
    ['a client', { clientId: 'dcr_1' }, 'ca'],
    ['an outcome', { outcome: 'rejected' }, 'b'],
    ['an error', { error: 'slow_down' }, 'b'],
    ['an address', { ip: '192.0.2.1' }, 'ba'],
    ['an inclusive start', { from: later(1) }, 'dc'],
    ['an exclusive end', { to: later(2) }, 'cba'],
    ['a time span and a client', { from: at, to: later(1), clientId: 'dcr_1' }, 'a'],
    ['members that are undefined', { type: undefined, from: undefined, clientId: 'dcr_2' }, 'd'],
  ])('is narrowed by %s', async (_, query, expected) => {
    const { items } = await admin.listAuditEvents(query as never);
    expect(items.map(({ id }) => id).join('')).toBe(expected);
    expect(items.every((item) => item instanceof DcrAuditEvent)).toBe(true);
  });
});
