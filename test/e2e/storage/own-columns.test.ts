import { DcrClient, dcrEntities } from 'nestjs-dcr';
import { Column, Entity } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase, describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

@Entity('simple_clients')
class SimpleClient extends DcrClient {
  @Column({ type: 'text' })
  note = 'é "x" \\ \t 🚀';

  @Column({ type: 'integer' })
  level = 7;

  @Column({ type: 'boolean' })
  isTrusted = true;

  @Column({ type: 'simple-json' })
  labels = ['a', '"b"', { c: null }];

  @Column({ type: 'simple-json' })
  motto = 'a text that is stored as JSON';

  @Column({ type: 'simple-json' })
  since = new Date(1_795_000_000_123) as unknown;

  @Column({ type: 'simple-json' })
  nothing = { toJSON: () => null } as unknown;

  @Column({ type: 'simple-json' })
  cut = ['\0', '🚀'.slice(0, 1)];

  @Column({ type: 'simple-array' })
  places = ['one', 'two'];
}

@Entity('rich_clients')
class RichClient extends DcrClient {
  @Column({ type: 'text', array: true })
  tags = ['a,b', '"c"'];

  @Column({ type: 'timestamp with time zone' })
  seenAt = new Date(1_795_000_000_123);

  @Column({ type: 'timestamp' })
  localTime = new Date(1_795_000_000_123);

  @Column({ type: 'jsonb' })
  details = { nested: [1, 'two'] };

  @Column({ type: 'bytea' })
  digest = Buffer.from([0, 255, 34]);
}

/** Has values that JSON cannot represent. */
@Entity('large_clients')
class LargeClient extends DcrClient {
  @Column({ type: 'bigint', transformer: { to: (value: bigint) => value, from: BigInt } })
  serial = 9_007_199_254_740_993n;
}

/** Values with a custom JSON form are compared in that form. */
function asJson(client: DcrClient): object {
  return client instanceof SimpleClient ? { since: '2026-11-18T11:06:40.123Z', nothing: null } : {};
}

describeDatabases(
  "values that the application's client entity sets in its own columns are stored unchanged",
  (database) => {
    const kinds = database.kind === 'postgres' ? [SimpleClient, RichClient, LargeClient] : [SimpleClient];
    test.each(kinds)('by %o', async (clientEntity) => {
      const entities = [clientEntity, ...dcrEntities.filter((entity) => entity !== DcrClient)];
      const own = await createDatabase(database.kind);
      const application = await startApplication({
        database: own,
        typeorm: {
          synchronize: true,
          migrations: [],
          migrationsRun: false,
          autoLoadEntities: false,
          entities,
        },
        dcr: { enabled: true, clientEntity },
      });
      onTestFinished(async () => {
        await application.close();
        await own.drop();
      });
      for (let client = 0; client < 2; client++) {
        const answer = await postJson(`${application.url}/register`, goodRegistration);
        expect(answer.status, answer.text).toBe(201);
        const stored = await application.dataSource
          .getRepository<DcrClient>(clientEntity)
          .findOneByOrFail({ clientId: answer.json()['client_id'] as string });
        const set = Object.entries(new clientEntity()).filter(([, value]) => value !== undefined);
        expect(stored).toMatchObject({ ...Object.fromEntries(set), ...asJson(stored) });
      }
    });
  },
);

@Entity('tenant_clients')
class TenantClient extends DcrClient {
  static current?: string;

  @Column({ type: 'text', nullable: true })
  tenant!: string | null;

  @Column({ type: 'varchar', length: 20, default: 'basic' })
  plan!: string;

  constructor() {
    super();
    if (TenantClient.current !== undefined) {
      this.tenant = TenantClient.current;
      this.plan = 'gold';
    }
  }
}

describeDatabases("a column that the application's entity sets for some clients only", (database) => {
  test('is stored for those and has its default for the others, whichever client comes first', async () => {
    const entities = [TenantClient, ...dcrEntities.filter((entity) => entity !== DcrClient)];
    const application = await startApplication({
      database,
      typeorm: { synchronize: true, migrations: [], migrationsRun: false, autoLoadEntities: false, entities },
      dcr: { enabled: true, clientEntity: TenantClient },
    });
    onTestFinished(() => application.close());
    const clients = application.dataSource.getRepository(TenantClient);
    for (const tenant of [undefined, 'one', undefined, 'two']) {
      TenantClient.current = tenant;
      const answer = await postJson(`${application.url}/register`, goodRegistration);
      expect(answer.status, answer.text).toBe(201);
      TenantClient.current = undefined;
      const clientId = answer.json()['client_id'] as string;
      expect(await clients.findOneByOrFail({ clientId })).toMatchObject({
        tenant: tenant ?? null,
        plan: tenant === undefined ? 'basic' : 'gold',
      });
    }
  });
});
