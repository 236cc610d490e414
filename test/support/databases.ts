import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { DatabaseKind, TestDatabase } from './databases/database.js';
import { mariaDb } from './databases/mariadb.js';
import { postgres } from './databases/postgres.js';
import type { FoundServer, ServerKind } from './databases/server.js';
import { betterSqliteFile, betterSqliteMemory, sqlJs } from './databases/sqlite.js';
import { chosenVariant, VARIANTS, type VariantName } from './databases/variants.js';

export type { DatabaseKind, TestDatabase } from './databases/database.js';

/** The default databases of `describeDatabases`. */
const supportedDatabases: readonly DatabaseKind[] = ['better-sqlite3', 'sqljs', 'postgres', 'mariadb'];

/** Creates a database, which the caller drops. Throws if its server is missing. */
export async function createDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  const plan = await planDatabase(kind);
  if ('missing' in plan) throw new Error(plan.missing);
  await plan.database.create();
  return plan.database;
}

/**
 * Runs a suite once on each kind of database. Each run gets a new database, created before the suite's hooks and
 * dropped after them. If a server is missing, the suite is skipped and the test run reports that at its end; with
 * `DCR_TEST_REQUIRE=all` it fails.
 *
 * @param variant Default: `DCR_TEST_VARIANT`. With a variant, the suite runs only on the databases of that variant.
 */
export function describeDatabases(
  title: string,
  suite: (database: TestDatabase) => void,
  kinds: readonly DatabaseKind[] = supportedDatabases,
  variant: VariantName | undefined = chosenVariant(),
): void {
  const applicable = variant ? kinds.filter((kind) => VARIANTS[variant].kinds.includes(kind)) : kinds;
  if (applicable.length === 0) return declareInapplicable(title, variant);
  describe.each(applicable)(`${title} (%s)`, async (kind) => {
    const plan = await planDatabase(kind, variant);
    if ('missing' in plan) declareMissing(kind, plan.missing);
    else declareSuite(plan.database, suite);
  });
}

/** Runs a suite against Redis. A missing Redis is treated as in {@link describeDatabases}. */
export function describeRedis(title: string, suite: (url: string) => void): void {
  describe(`${title} (redis)`, async () => {
    const { url, missing } = await findServer('redis');
    if (url) suite(url);
    else declareMissing('redis', missing ?? 'no redis server');
  });
}

function declareSuite(database: TestDatabase, suite: (database: TestDatabase) => void): void {
  beforeAll(() => database.create());
  afterAll(() => database.drop());
  suite(database);
}

/** Declares a skipped test, because a file without tests would fail the run. */
function declareInapplicable(title: string, variant: VariantName | undefined): void {
  test.skipIf(variant !== undefined)(`${title} (not on ${variant})`, () => expect(variant).toBeDefined());
}

function declareMissing(kind: DatabaseKind | ServerKind, reason: string): void {
  const optional = process.env['DCR_TEST_REQUIRE'] !== 'all';
  test.skipIf(optional)(`has a ${kind} server to run on`, () => expect(reason).toBeUndefined());
}

type Plan = { database: TestDatabase } | { missing: string };

async function planDatabase(
  kind: DatabaseKind,
  variant: VariantName | undefined = chosenVariant(),
): Promise<Plan> {
  if (!variant) return planPlainDatabase(kind);
  const { kinds, server, apply } = VARIANTS[variant];
  // A test that needs no particular database runs on the first one of the variant.
  const plan = await planPlainDatabase(kind === 'memory' ? kinds[0] : kind);
  if ('missing' in plan || (kind !== 'memory' && !kinds.includes(kind))) return plan;
  const { url, missing } = server ? await findServer(server) : {};
  return missing ? { missing } : { database: apply(plan.database, url) };
}

async function planPlainDatabase(kind: DatabaseKind): Promise<Plan> {
  switch (kind) {
    case 'better-sqlite3':
      return { database: betterSqliteFile() };
    case 'memory':
      return { database: betterSqliteMemory() };
    case 'sqljs':
      return { database: sqlJs() };
    case 'postgres':
      return planOnServer(kind, postgres);
    case 'mariadb':
      return planOnServer(kind, mariaDb);
  }
}

async function planOnServer(kind: ServerKind, plan: (server: string) => TestDatabase): Promise<Plan> {
  const { url, missing } = await findServer(kind);
  return url ? { database: plan(url) } : { missing: missing ?? `no ${kind} server` };
}

async function findServer(kind: ServerKind): Promise<FoundServer> {
  const answer = await fetch(`${inject('databaseServers')}/${kind}`);
  return (await answer.json()) as FoundServer;
}
