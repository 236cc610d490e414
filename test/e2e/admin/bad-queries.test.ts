import { DcrAdminService, DcrClient } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { refusalOf } from '../clients/authorization.js';
import { seedClients } from './support/clients.js';

const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const id = '00000000-0000-7000-8000-000000000000';

const badPages: [string, object][] = [
  ['a limit of 0', { limit: 0 }],
  ['a limit of 501', { limit: 501 }],
  ['a limit that is not whole', { limit: 1.5 }],
  ['a limit that is not a number', { limit: 'ten' }],
  ['NaN for a limit', { limit: NaN }],
  ['a cursor that is not ours', { cursor: 'abc' }],
  ['an empty cursor', { cursor: '' }],
  ['a cursor without parts', { cursor: cursorOf() }],
  ['a cursor that is a number', { cursor: 5 }],
  ['a list of cursors', { cursor: ['a', 'b'] }],
  ['null for a cursor', { cursor: null }],
];

const badFilters: [string, object][] = [
  ['an unknown member', { nmae: 'x' }],
  ['a member inherited from Object', { toString: 'x' }],
  ['an unknown status', { status: 'gone' }],
  ['null for a status', { status: null }],
  ['a list of statuses', { status: ['active'] }],
  ['an unknown source', { source: 'stranger' }],
  ['a search that is not a string', { search: 5 }],
  ['a list of searches', { search: ['a'] }],
  ['client ids that are not strings', { clientIds: [1] }],
  ['more client ids than fit in a statement', { clientIds: Array<string>(1_001).fill('dcr_1') }],
  ['an invalid date', { lastUsedBefore: new Date('never') }],
  ['a number for a client id', { similarTo: 5 }],
  ['all: false', { all: false }],
];

/** What a query string carries: a list converts it, a bulk operation refuses it. */
const texts: [string, object][] = [
  ['client ids that are not a list', { clientIds: 'dcr_1' }],
  ['a string for a boolean', { neverUsed: 'false' }],
  ['a string for a date', { createdBefore: '2026-01-01' }],
];

/** Copying its own members would drop the search, and match every active client. */
class FilterWithGetter {
  status = 'active';
  get search(): string {
    return 'spam';
  }
}

/** Typical mistakes of the caller: allowed for a list, rejected for a bulk operation. */
const emptyFilters: [string, unknown][] = [
  ['no filter', undefined],
  ['null', null],
  ['text', 'dcr_1'],
  ['a list', ['dcr_1']],
  ['an empty filter', {}],
  ...[
    'status',
    'source',
    'search',
    'clientIds',
    'neverUsed',
    'createdBefore',
    'lastUsedBefore',
    'similarTo',
    'all',
  ].flatMap((member): [string, unknown][] => [
    [`${member} without a value`, { [member]: undefined }],
    [`${member}without a value beside one with a value`, { source: 'dcr', [member]: undefined }],
  ]),
  ['an empty search', { search: '' }],
  ['a getter of a class', new FilterWithGetter()],
  ['an empty client id', { similarTo: '' }],
  ['an empty search beside a status', { status: 'active', search: '' }],
  ['all: true and another member', { all: true, status: 'active' }],
];

describeDatabases('an invalid query', (database) => {
  let application: TestApplication;
  let admin: DcrAdminService;
  beforeAll(async () => {
    application = await startApplication({ database, dcr: {} });
    admin = application.nest.get(DcrAdminService);
    await seedClients(application, [{}, {}]);
  });
  afterAll(() => application?.close());

  const bad = { error: 'invalid_request', status: 400 };

  const badSorts: [string, object][] = [
    ['an unknown sort', { sort: 'clientName' }],
    ['a sort inherited from Object', { sort: 'constructor' }],
    ['null for a sort', { sort: null }],
    ['a cursor of another sort', { sort: 'createdAt', cursor: cursorOf('-createdAt/0', 1, id) }],
    ['a cursor of an unknown part', { cursor: cursorOf('-createdAt/7', 1, id) }],
    ['a cursor with a string for a time', { cursor: cursorOf('-createdAt/0', 'x', id) }],
    ['a cursor with too many parts', { cursor: cursorOf('-createdAt/0', 1, id, id) }],
    ['a cursor with a fractional time', { cursor: cursorOf('-createdAt/0', 1.5, id) }],
    [
      'a cursor with a time out of range',
      { cursor: Buffer.from(`["-createdAt/0",1e400,"${id}"]`).toString('base64url') },
    ],
    ['a cursor with a NUL', { cursor: cursorOf('-createdAt/0', 1, 'a\u0000') }],
  ];
  test.each([...badPages, ...badFilters, ...badSorts])('of clients is refused: %s', async (_, query) => {
    expect(await refusalOf(admin.listClients(query as never))).toMatchObject(bad);
  });

  test.each([
    ...badPages,
    ['an unknown member', { user: 'root' }] as const,
    ['a member inherited from Object', { toString: 'x' }] as const,
    ['a list of types', { type: ['client.deleted'] }] as const,
    ['an object for a client id', { clientId: { x: 1 } }] as const,
    ['null for a type', { type: null }] as const,
    ['a string that is no date', { from: 'yesterday' }] as const,
    ['an invalid date', { to: new Date('never') }] as const,
    ['a cursor of another list', { cursor: cursorOf('-createdAt/0', 1, id) }] as const,
    ['a cursor with a fractional time', { cursor: cursorOf('newest', 1.5, id) }] as const,
  ])('of the audit is refused: %s', async (_, query) => {
    expect(await refusalOf(admin.listAuditEvents(query as never))).toMatchObject(bad);
  });

  test.each([...badFilters, ...texts, ...emptyFilters])(
    'of clients is refused by every bulk operation, which then does nothing: %s',
    async (_, filter) => {
      for (const form of [
        'disableClients',
        'enableClients',
        'revokeClientsSessions',
        'deleteClients',
      ] as const) {
        for (const dryRun of [true, false]) {
          expect(await refusalOf(admin[form](filter as never, {}, { dryRun }))).toMatchObject(bad);
        }
      }
      expect(await application.dataSource.getRepository(DcrClient).countBy({ status: 'active' })).toBe(2);
    },
  );

  test('of clients may contain undefined members when it lists', async () => {
    const { counts } = await admin.listClients({
      search: undefined,
      status: undefined,
      similarTo: undefined,
    });
    expect(counts.total).toBe(2);
    expect((await admin.listClients({ search: '' })).counts.total).toBe(2);
  });

  test('of clients selects every client by { all: true }', async () => {
    expect(await admin.deleteClients({ all: true }, {}, { dryRun: true })).toMatchObject({ matched: 2 });
    expect((await admin.listClients({ all: true })).counts.total).toBe(2);
  });

  test('of the audit finds nothing for a client id with a NUL', async () => {
    expect(await admin.listAuditEvents({ clientId: 'dcr_\u0000' })).toEqual({ items: [] });
  });

  test.each(['', 'dcr_unknown', 'dcr_\u0000', 'x'.repeat(300), 'é'])(
    'of one client finds and deletes nothing for %j',
    async (clientId) => {
      const unknown = { name: 'DcrClientNotFoundError', error: 'not_found', status: 404 };
      for (const form of ['getClient', 'disableClient', 'enableClient', 'revokeSessions'] as const) {
        expect(await refusalOf(admin[form](clientId))).toMatchObject(unknown);
      }
      expect(await admin.deleteClient(clientId)).toEqual({ revokedSessions: 0, failedSessions: 0 });
    },
  );
});
