import { dcrEntities } from 'nestjs-dcr';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { databaseUrl, type DatabaseKind, type TestDatabase } from './database.js';
import { postgres } from './postgres.js';

/** Another way to run the same suites: it changes a database, and names those that it is there for. */
interface Variant {
  kinds: readonly DatabaseKind[];
  apply: (database: TestDatabase) => TestDatabase;
}

/**
 * A PostgreSQL whose replica stands still: it has our tables, and stays empty. TypeORM reads from it by default. What
 * decides something must not; lists and statistics show what the replica has.
 */
function withLaggingReplica(master: TestDatabase): TestDatabase {
  const { url, ...options } = master.options as { url: string };
  const replica = postgres(databaseUrl(url, 'postgres'));
  const slaves = [{ url: urlOf(replica) }];
  return {
    ...withOptions({ ...master, options }, { replication: { master: { url }, slaves } }),
    async create() {
      await Promise.all([master.create(), replica.create()]);
      await connected({ ...replica.options, entities: dcrEntities });
    },
    async drop() {
      await Promise.all([master.drop(), replica.drop()]);
    },
  };
}

/** TypeORM answers a query that it knows from its memory, for a minute. */
function withQueryCache(database: TestDatabase): TestDatabase {
  const cached = withOptions(database, { cache: { alwaysEnabled: true, duration: 60_000 } });
  return {
    ...cached,
    async create() {
      await database.create();
      // TypeORM makes its table only with `synchronize`, and looks into it before it runs the first migration.
      await connected({ ...cached.options, migrationsRun: false }, ({ queryResultCache }) =>
        queryResultCache!.synchronize(),
      );
    },
  };
}

async function connected(
  options: object,
  work: (dataSource: DataSource) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const dataSource = await new DataSource(options as DataSourceOptions).initialize();
  try {
    await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

function withOptions(database: TestDatabase, options: object): TestDatabase {
  return { ...database, options: { ...database.options, ...options } };
}

function urlOf({ options }: TestDatabase): string {
  return (options as { url: string }).url;
}

const SERVERS: DatabaseKind[] = ['postgres', 'mariadb'];

export type VariantName = 'replica' | 'cache';

export const VARIANTS: Record<VariantName, Variant> = {
  replica: { kinds: ['postgres'], apply: withLaggingReplica },
  cache: { kinds: ['better-sqlite3', ...SERVERS], apply: withQueryCache },
};

/** What `DCR_TEST_VARIANT` names: the whole run is of that variant. */
export function chosenVariant(): VariantName | undefined {
  const name = process.env['DCR_TEST_VARIANT'];
  if (name && !Object.hasOwn(VARIANTS, name)) {
    throw new Error(`DCR_TEST_VARIANT must be one of: ${Object.keys(VARIANTS).join(', ')}.`);
  }
  return name ? (name as VariantName) : undefined;
}
