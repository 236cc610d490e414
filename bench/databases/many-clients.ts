import type { DataSource } from 'typeorm';
import type { Storage } from '../servers/server-settings.js';

const BATCH = 50_000;

export interface ManyClients {
  amount: number;
  /** The registrations are spread over this period, ms, which ended `youngest` ms ago. */
  span: number;
  youngest: number;
  /** Whether every other client has been used since. */
  halfUsed: boolean;
  /** Whether each registration has its audit row. */
  audited: boolean;
}

type Expressions = Record<string, string>;

/** How each database generates a series of numbers, and the values that differ between clients. */
const DIALECTS: Record<
  Storage['kind'],
  { series: string; hex: (text: string, digits: number) => string; random: string; to: string }
> = {
  postgres: {
    series: 'SELECT n FROM generate_series(CAST($1 AS bigint), CAST($2 AS bigint)) AS n',
    hex: (text, digits) => `lpad(to_hex(${text}), ${digits}, '0')`,
    random: 'md5(random()::text || n)',
    to: 'bigint',
  },
  sqlite: {
    series:
      'WITH RECURSIVE series(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM series WHERE n < ?) SELECT n FROM series',
    hex: (text, digits) => `printf('%0${digits}x', ${text})`,
    random: 'lower(hex(randomblob(16)))',
    to: 'integer',
  },
};

/**
 * Makes many copies of a registration that the table already holds. Copying every column of a row that the module
 * wrote keeps the copies valid when columns change.
 */
export async function addManyClients(
  dataSource: DataSource,
  kind: Storage['kind'],
  plan: ManyClients,
): Promise<void> {
  const { hex, random, to } = DIALECTS[kind];
  const now = Date.now();
  const at = `${now - plan.youngest - plan.span} + CAST(n * ${plan.span / plan.amount} AS ${to})`;
  // Time-ordered like the module's own IDs: the time, then bits that differ.
  const id = (marker: string) =>
    `substr(${hex(`(${at})`, 12)}, 1, 8) || '-' || substr(${hex(`(${at})`, 12)}, 9, 4) || '-7${marker}00-8000-' || ${hex('n', 12)}`;
  const clientId = `'dcr_${now.toString(16).padStart(16, '0')}' || ${hex('n', 16)}`;
  const used = plan.halfUsed ? `CASE WHEN n % 2 = 0 THEN ${at} + 60000 END` : 'NULL';
  const client = {
    id: id('c'),
    client_id: clientId,
    created_at: at,
    last_used_at: used,
    fingerprint: `${random} || ${random}`,
  };
  await copy(dataSource, kind, 'dcr_clients', `source = 'dcr'`, client, plan.amount);
  if (!plan.audited) return;
  const event = { id: id('a'), client_id: clientId, created_at: at };
  await copy(dataSource, kind, 'dcr_audit_events', `type = 'client.registered'`, event, plan.amount);
}

async function copy(
  dataSource: DataSource,
  kind: Storage['kind'],
  table: string,
  which: string,
  different: Expressions,
  amount: number,
): Promise<void> {
  const columns = await columnsOf(dataSource, table);
  const values = columns.map((column) => different[column] ?? `original."${column}"`);
  const original = `(SELECT * FROM ${table} WHERE ${which} LIMIT 1) AS original`;
  for (let from = 1; from <= amount; from += BATCH) {
    const until = Math.min(from + BATCH - 1, amount);
    await dataSource.query(
      `INSERT INTO ${table} (${columns.map((column) => `"${column}"`).join()})
       SELECT ${values.join()} FROM (${DIALECTS[kind].series}) AS numbers CROSS JOIN ${original}`,
      [from, until],
    );
  }
}

async function columnsOf(dataSource: DataSource, table: string): Promise<string[]> {
  const queryRunner = dataSource.createQueryRunner();
  try {
    return (await queryRunner.getTable(table))!.columns.map(({ name }) => name);
  } finally {
    await queryRunner.release();
  }
}

/** Runs the maintenance that a database has already done by the time a table grows this large. */
export async function settle(dataSource: DataSource, kind: Storage['kind']): Promise<void> {
  await dataSource.query(kind === 'postgres' ? 'VACUUM ANALYZE' : 'ANALYZE');
  if (kind === 'postgres') await dataSource.query('CHECKPOINT');
  else await dataSource.query('PRAGMA wal_checkpoint(TRUNCATE)');
}
