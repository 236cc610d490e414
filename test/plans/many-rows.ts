import { DcrAuditEvent, DcrClient, DcrRateLimit, DcrRule, DcrSession } from 'nestjs-dcr';
import type { DataSource } from 'typeorm';

const DAY_MS = 86_400_000;

/**
 * Fills the tables with copies of their rows, of all ages. The database makes them itself: 100,000 rows take a second
 * or two.
 */
export async function multiply(dataSource: DataSource, rows: number): Promise<void> {
  const postgres = dataSource.options.type === 'postgres';
  const numbers = postgres
    ? `(SELECT generate_series(1, ${rows}) AS n) AS numbers`
    : `(WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ${rows}) SELECT n FROM series) AS numbers`;
  const text = (prefix: string) =>
    postgres ? `'${prefix}' || lpad(n::text, 20, '0')` : `'${prefix}' || printf('%020d', n)`;
  const at = (days: number) =>
    `${Date.now()} - CAST(n % ${rows} AS bigint) * ${Math.floor((days * DAY_MS) / rows)}`;
  const changes: [new () => object, Record<string, string>][] = [
    [
      DcrClient,
      {
        id: text('c'),
        client_id: text('client-'),
        created_at: at(60),
        last_used_at: `CASE WHEN n % 3 = 0 THEN NULL ELSE ${at(20)} END`,
        fingerprint: text('f'),
        shared_hash: text('h'),
      },
    ],
    [DcrAuditEvent, { id: text('a'), client_id: text('client-'), created_at: at(60) }],
    [
      DcrSession,
      {
        id: text('s'),
        client_id: text('client-'),
        external_id: text('grant-'),
        closed_at: `CASE WHEN n % 2 = 0 THEN ${at(30)} END`,
        expires_at: `${at(30)} + ${30 * DAY_MS}`,
        created_at: at(60),
      },
    ],
    [
      DcrRule,
      {
        id: text('r'),
        value: text('host-'),
        expires_at: `${Date.now() + DAY_MS} + n`,
        created_at: at(60),
      },
    ],
    [DcrRateLimit, { key: text('k'), expires_at: `${Date.now() + DAY_MS} + n` }],
  ];
  for (const [entity, changed] of changes) {
    const { tableName, columns } = dataSource.getMetadata(entity);
    const names = columns.map(({ databaseName }) => databaseName);
    const values = names.map((name) => changed[name] ?? `original.${dataSource.driver.escape(name)}`);
    const into = names.map((name) => dataSource.driver.escape(name)).join(', ');
    const one = `(SELECT * FROM ${tableName} LIMIT 1) AS original`;
    await dataSource.query(
      `INSERT INTO ${tableName} (${into}) SELECT ${values.join(', ')} FROM ${numbers}, ${one}`,
    );
  }
  await dataSource.query('ANALYZE');
}
