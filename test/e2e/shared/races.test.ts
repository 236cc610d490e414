import { DcrClient } from 'nestjs-dcr';
import type { Repository } from 'typeorm';
import { expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import type { VariantName } from '../../support/databases/variants.js';
import { ago, DAY, sharedDatabases } from '../admin/support/clients.js';
import { desktop, type SharedEndpoint, startShared } from './support.js';

const ROUNDS = 8;
const AT_ONCE = 24;
const levels: (VariantName | undefined)[] = [undefined, 'repeatable-read', 'serializable'];

for (const level of levels) {
  describeDatabases(
    level ? `with ${level} transactions by default, a shared client` : 'a shared client of two applications',
    (database) => {
      const startTwo = async () => {
        const one = await startShared({}, { database });
        return [one, await startShared({}, { database }, { keepRows: true })] as const;
      };
      const registerAtOnce = (endpoints: readonly SharedEndpoint[]) =>
        Array.from({ length: AT_ONCE }, (_, index) =>
          endpoints[index % endpoints.length]!.idOf(desktop(index + 1)),
        );

      test('is one, however many instances register at once', async () => {
        const endpoints = await startTwo();
        const ids = await Promise.all(registerAtOnce(endpoints));
        expect(new Set(ids).size).toBe(1);
        expect(await endpoints[0].clients()).toHaveLength(1);
        expect(await endpoints[0].registrations()).toHaveLength(AT_ONCE);
      });

      test('is handed out to nobody who registers after it was disabled', async () => {
        const endpoints = await startTwo();
        const disabled = new Set<string>();
        for (let round = 0; round < ROUNDS; round++) {
          const id = await endpoints[0].idOf();
          expect(disabled).not.toContain(id);
          const meanwhile = registerAtOnce(endpoints);
          await endpoints[round % 2]!.admin.disableClient(id);
          disabled.add(id);
          const later = await Promise.all(registerAtOnce(endpoints));
          const during = await Promise.all(meanwhile);
          const next = new Set(later);
          expect(next.size).toBe(1);
          expect(disabled).not.toContain(later[0]);
          // Whoever registered meanwhile has the client of before, or that of later.
          for (const one of during) expect([id, later[0]]).toContain(one);
        }
        const active = (await endpoints[0].clients()).filter(({ status }) => status === 'active');
        expect(active).toHaveLength(1);
      });

      test('exists when it is answered, even if it is cleaned up at this moment', async () => {
        const endpoints = await startTwo();
        const rows = endpoints[0].dataSource.getRepository(DcrClient);
        for (let round = 0; round < ROUNDS; round++) {
          const metadata = { ...desktop(), client_name: `Desktop ${round}` };
          const clientId = await endpoints[0].idOf(metadata);
          await rows.update({ clientId }, { createdAt: ago(9 * DAY), lastRegisteredAt: ago(3 * DAY) });
          // This one has not registered it, so it does not know it yet.
          const answered = Array.from({ length: AT_ONCE }, () => endpoints[1].idOf(metadata));
          await endpoints[0].admin.cleanUp();
          const ids = new Set(await Promise.all(answered));
          expect(await endpoints[0].clients()).toMatchObject([...ids].map((id) => ({ clientId: id })));
          await rows.createQueryBuilder().delete().execute();
        }
      });
    },
    level ? ['postgres'] : sharedDatabases,
    level,
  );
}

describeDatabases(
  'a registration that waits for another transaction',
  (database) => {
    const changes: [string, (rows: Repository<DcrClient>, clientId: string) => Promise<unknown>][] = [
      ['disables', (rows, clientId) => rows.update({ clientId }, { status: 'disabled', sharedHash: null })],
      [
        'disables, by a statement of the application,',
        (rows, clientId) => rows.update({ clientId }, { status: 'disabled' }),
      ],
      ['deletes', (rows, clientId) => rows.delete({ clientId })],
    ];
    const knowledge = [true, false];
    test.each(changes.flatMap(([name, change]) => knowledge.map((isKnown) => ({ name, change, isKnown }))))(
      'that $name its client gets another one (known to its process: $isKnown)',
      async ({ change, isKnown }) => {
        const one = await startShared({}, { database });
        const other = isKnown ? one : await startShared({}, { database }, { keepRows: true });
        const clientId = await one.idOf();
        await one.idOf();
        const { registering } = await one.dataSource.transaction(async (manager) => {
          await change(manager.getRepository(DcrClient), clientId);
          return { registering: other.idOf() };
        });
        const next = await registering;
        expect(next).not.toBe(clientId);
        expect(await one.idOf()).toBe(next);
      },
    );
  },
  ['postgres', 'mariadb'],
);
