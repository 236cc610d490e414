import { dcrEntities } from 'nestjs-dcr';
import { DataSource, type DataSourceOptions, DefaultNamingStrategy } from 'typeorm';
import { databaseUrl, type DatabaseKind, type TestDatabase } from './database.js';
import { postgres } from './postgres.js';
import type { ServerKind } from './server.js';

/** Another way to run the same suites: it changes a database, and names those that it is there for. */
interface Variant {
  kinds: readonly [DatabaseKind, ...DatabaseKind[]];
  /** A server that it needs beside that of the database. */
  server?: ServerKind;
  /** @param url of that server */
  apply: (database: TestDatabase, url?: string) => TestDatabase;
}

/**
 * A PostgreSQL whose replica stands still: it has our tables, and stays empty. TypeORM reads from it by default; this
 * package must not.
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
  // TypeORM also caches which migrations have run: a second application would run them again.
  const withoutMigrations = withOptions(cached, { migrationsRun: false });
  return {
    ...withoutMigrations,
    async create() {
      await database.create();
      await connected(database.options);
      // TypeORM makes the table of its cache only with `synchronize`.
      await connected(withoutMigrations.options, ({ queryResultCache }) => queryResultCache!.synchronize());
    },
  };
}

/** A PostgreSQL database whose transactions are isolated in another way than the server's usual one. */
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

/** Names in upper case, and a prefix: nothing in the database is called what our entities say. */
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

/** The application reaches its database through the pooler; the database itself is made at the server. */
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
  // An UPDATE then counts the rows that it has changed, not those that it has found.
  'found-rows': {
    kinds: ['mariadb'],
    apply: (database) => withOptions(database, { flags: ['-FOUND_ROWS'] }),
  },
  pgbouncer: { kinds: ['postgres'], server: 'pgbouncer', apply: throughPgBouncer },
  // The second module is added where the application is made.
  'two-modules': { kinds: ['better-sqlite3', 'postgres'], apply: unchanged },
};

/** What `DCR_TEST_VARIANT` names: the whole run is of that variant. */
export function chosenVariant(): VariantName | undefined {
  const name = process.env['DCR_TEST_VARIANT'];
  if (name && !Object.hasOwn(VARIANTS, name)) {
    throw new Error(`DCR_TEST_VARIANT must be one of: ${Object.keys(VARIANTS).join(', ')}.`);
  }
  return name ? (name as VariantName) : undefined;
}
