import { DcrAdminService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { everyDatabase, seedClients } from './support/clients.js';

const clients = {
  percent: { clientName: '100% off' },
  underscore: { clientName: 'snake_case' },
  exclamation: { clientName: 'Hello! World' },
  quotes: { clientName: `it's "quoted"` },
  backslash: { clientName: 'C:\\temp' },
  brackets: { clientName: 'List [of] *things*?' },
  accent: { clientName: 'École Été' },
  cyrillic: { clientName: 'Привет Мир' },
  japanese: { clientName: '日本語クライアント' },
  emoji: { clientName: 'Rocket 🚀' },
  hosts: {
    clientName: 'Two hosts',
    redirectHosts: ['Chat.example.org', 'localhost:8080', '[::1]:3000'],
  },
  nowhere: { clientName: 'No host', redirectHosts: [] },
  software: { clientName: 'Versioned', softwareId: '4NRB1-0XZABZI9E6-5SM3R' },
  byId: { clientName: 'By id', clientId: 'dcr_00ff00ff00ff00ff00ff00ff00ff00ff' },
};
type Key = keyof typeof clients;

describeDatabases(
  'the search for clients',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    const keys = Object.keys(clients) as Key[];
    beforeAll(async () => {
      application = await startApplication({ database, dcr: {} });
      admin = application.nest.get(DcrAdminService);
      const rows = keys.map((key) => ({
        clientId: `dcr_${'x'.repeat(32 - key.length)}${key}`,
        redirectHosts: ['elsewhere.test'],
        ...clients[key],
      }));
      await seedClients(application, rows);
    });
    afterAll(() => application?.close());

    const all = keys;
    const cases: [string, Key[]][] = [
      ['100%', ['percent']],
      ['%', ['percent']],
      ['snake_', ['underscore']],
      ['_case', ['underscore']],
      ['ake_c', ['underscore']],
      ['!', ['exclamation']],
      ['o! w', ['exclamation']],
      ["it's", ['quotes']],
      ["'", ['quotes']],
      ['"quoted"', ['quotes']],
      ['"', ['quotes']],
      ['\\', ['backslash']],
      ['\\t', ['backslash']],
      ['[of]', ['brackets']],
      [']', ['brackets', 'hosts']],
      ['*', ['brackets']],
      ['s*?', ['brackets']],
      [',', []],
      ['SNAKE', ['underscore']],
      ['école', ['accent']],
      ['ÉCOLE', ['accent']],
      ['éTÉ', ['accent']],
      ['ecole', []],
      ['привет', ['cyrillic']],
      ['ПРИВЕТ М', ['cyrillic']],
      ['本語', ['japanese']],
      ['🚀', ['emoji']],
      ['chat.example.org', ['hosts']],
      ['CHAT.EXAMPLE', ['hosts']],
      ['localhost:8080', ['hosts']],
      ['[::1]', ['hosts']],
      ['org","localhost', []],
      ['[]', []],
      ['4nrb1-0xz', ['software']],
      ['dcr_00FF00ff', ['byId']],
      ['nothing of the kind', []],
      ['a\u0000b', []],
      ['%%%%', []],
      ["' OR '1'='1", []],
      ['x'.repeat(5_000), []],
      ['', all],
    ];
    test.each(cases)('for %j finds exactly the clients that contain it', async (search, expected) => {
      const { items, counts } = await admin.listClients({ search });
      const names = new Set(items.map(({ clientName }) => clientName));
      expect(names).toEqual(new Set(expected.map((key) => clients[key].clientName)));
      expect(counts.total).toBe(expected.length);
    });
  },
  everyDatabase,
);
