import { Client } from 'pg';
import { databaseName, databaseUrl, withMigrations, type TestDatabase } from './database.js';

export function postgres(server: string): TestDatabase {
  const name = databaseName();
  return {
    kind: 'postgres',
    options: withMigrations({ type: 'postgres', url: databaseUrl(server, name) }),
    create: () => run(server, `CREATE DATABASE "${name}"`),
    drop: () => run(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}

async function run(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
