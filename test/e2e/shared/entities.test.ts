import { createDcrMigrations, DcrAdminService, DcrClient, dcrEntities, DcrModule } from 'nestjs-dcr';
import { Column, Entity } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import { startApplication } from '../../support/application.js';
import { describeDatabases } from '../../support/databases.js';
import { postJson } from '../../support/http.js';
import { desktop, startShared } from './support.js';

@Entity('desktop_clients')
class DesktopClient extends DcrClient {
  @Column({ type: 'varchar', length: 20, nullable: true })
  tenant: string | null = 'acme';
}

describeDatabases("a shared client in the application's own table", (database) => {
  test('keeps the values of its own columns', async () => {
    const entities = [DesktopClient, ...dcrEntities.filter((entity) => entity !== DcrClient)];
    const { admin, idOf, clients } = await startShared(
      { clientEntity: DesktopClient },
      {
        database,
        typeorm: {
          autoLoadEntities: false,
          entities,
          migrations: [...createDcrMigrations({ clientTable: 'desktop_clients' })],
          migrationsRun: false,
          synchronize: true,
        },
      },
    );
    const ids = await Promise.all([1, 2, 3].map((port) => idOf(desktop(port))));
    expect(new Set(ids).size).toBe(1);
    expect(await clients()).toMatchObject([{ clientId: ids[0], tenant: 'acme' }]);
    await admin.disableClient(ids[0]!);
    expect(await idOf()).not.toBe(ids[0]);
  });
});

describeDatabases(
  'two modules on one database',
  (database) => {
    test('share the clients that registered to be shared, at either endpoint', async () => {
      const limit = { maxRegistrationsPerWindow: 1_000 };
      const application = await startApplication({
        database,
        dcr: { enabled: true, instances: 'shared', ...limit },
        imports: [
          DcrModule.forRoot({ enabled: true, path: 'other/register', instances: 'shared', ...limit }),
          DcrModule.forRoot({ enabled: true, path: 'separate/register', ...limit }),
        ],
      });
      onTestFinished(() => application.close());
      const register = async (path: string) =>
        (await postJson(`${application.url}/${path}`, desktop())).json()['client_id'];
      const ids = await Promise.all(
        ['register', 'other/register', 'register', 'other/register'].map(register),
      );
      expect(new Set(ids).size).toBe(1);
      const separate = await Promise.all(['separate/register', 'separate/register'].map(register));
      expect(new Set([...ids, ...separate]).size).toBe(3);
      expect((await application.nest.get(DcrAdminService).listClients()).items).toHaveLength(3);
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
);
