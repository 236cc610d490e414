import { createConnection } from 'mysql2/promise';
import { databaseName, databaseUrl, withMigrations, type TestDatabase } from './database.js';

export function mariaDb(server: string): TestDatabase {
  const name = databaseName();
  return {
    kind: 'mariadb',
    options: withMigrations({ type: 'mariadb', url: databaseUrl(server, name) }),
    create: () => run(server, `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`),
    drop: () => run(server, `DROP DATABASE IF EXISTS \`${name}\``),
  };
}

async function run(server: string, statement: string): Promise<void> {
  const connection = await createConnection({ uri: server });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
