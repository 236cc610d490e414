import { dcrEntities } from 'nestjs-dcr';
import { DataSource, type DataSourceOptions, DefaultNamingStrategy } from 'typeorm';
import { databaseUrl, type DatabaseKind, type TestDatabase } from './database.js';
import { postgres } from './postgres.js';
import type { ServerKind } from './server.js';

/** Another way to run the same suites: changes a database, and names the kinds that it applies to. */
interface Variant {
  kinds: readonly [DatabaseKind, ...DatabaseKind[]];
  /** A server that it needs in addition to the database's. */
  server?: ServerKind;
  /** @param url URL of the additional server */
  apply: (database: TestDatabase, url?: string) => TestDatabase;
}

/**
 * A PostgreSQL database whose read replica never catches up: it has our tables, but stays empty. TypeORM reads from it
 * by default; this package must not.
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

/** TypeORM caches every query for a minute. */
function withQueryCache(database: TestDatabase): TestDatabase {
  const cached = withOptions(database, { cache: { alwaysEnabled: true, duration: 60_000 } });
  // TypeORM also caches which migrations have run: a second application would run them again.
  const withoutMigrations = withOptions(cached, { migrationsRun: false });
  return {
    ...withoutMigrations,
    async create() {
      await database.create();
      await connected(database.options);
      // TypeORM creates the table of its cache only with `synchronize`.
      await connected(withoutMigrations.options, ({ queryResultCache }) => queryResultCache!.synchronize());
    },
  };
}

/** A PostgreSQL database with another default isolation level. */
function isolatedBy(level: 'repeatable read' | 'serializable'): Variant['apply'] {
  return (database) => ({
    ...database,
    async create() {
      await database.create();
      const url = urlOf(database);
      const name = new URL(url).pathname.slice(1);
      await connected({ type: 'postgres', url }, async (dataSource) => {
        await dataSource.query(`ALTER DATABASE "${name}" SET default_transaction_isolation = '${level}'`);
      });
    },
  });
}

/** Upper-case names and a prefix: no name in the database equals the name in our entities. */
class UpperCaseNaming extends DefaultNamingStrategy {
  override tableName(...given: Parameters<DefaultNamingStrategy['tableName']>): string {
    return super.tableName(...given).toUpperCase();
  }

  override columnName(...given: Parameters<DefaultNamingStrategy['columnName']>): string {
    return super.columnName(...given).toUpperCase();
  }
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

/** The application uses its database through the pooler; the database itself is created at the server. */
function throughPgBouncer(database: TestDatabase, pooler?: string): TestDatabase {
  return withOptions(database, { url: databaseUrl(pooler!, new URL(urlOf(database)).pathname.slice(1)) });
}

const unchanged = (database: TestDatabase) => database;

const SERVERS = ['postgres', 'mariadb'] as const;

export type VariantName =
  | 'replica'
  | 'repeatable-read'
  | 'serializable'
  | 'cache'
  | 'naming'
  | 'pool-1'
  | 'found-rows'
  | 'pgbouncer'
  | 'two-modules';

export const VARIANTS: Record<VariantName, Variant> = {
  replica: { kinds: ['postgres'], apply: withLaggingReplica },
  'repeatable-read': { kinds: ['postgres'], apply: isolatedBy('repeatable read') },
  serializable: { kinds: ['postgres'], apply: isolatedBy('serializable') },
  cache: { kinds: ['better-sqlite3', ...SERVERS], apply: withQueryCache },
  naming: {
    kinds: ['better-sqlite3', 'memory', 'sqljs', ...SERVERS],
    apply: (database) =>
      withOptions(database, { namingStrategy: new UpperCaseNaming(), entityPrefix: 'app_' }),
  },
  'pool-1': { kinds: SERVERS, apply: (database) => withOptions(database, { poolSize: 1 }) },
  // An UPDATE then reports changed rows, not matched rows.
  'found-rows': {
    kinds: ['mariadb'],
    apply: (database) => withOptions(database, { flags: ['-FOUND_ROWS'] }),
  },
  pgbouncer: { kinds: ['postgres'], server: 'pgbouncer', apply: throughPgBouncer },
  // The second module is added where the application is created.
  'two-modules': { kinds: ['better-sqlite3', 'postgres'], apply: unchanged },
};

/** The variant that `DCR_TEST_VARIANT` names for the whole run. */
export function chosenVariant(): VariantName | undefined {
  const name = process.env['DCR_TEST_VARIANT'];
  if (name && !Object.hasOwn(VARIANTS, name)) {
    throw new Error(`DCR_TEST_VARIANT must be one of: ${Object.keys(VARIANTS).join(', ')}.`);
  }
  return name ? (name as VariantName) : undefined;
}
