import { Table, TableColumn, TableIndex, type TableColumnOptions } from 'typeorm';
import { familyOf } from '../database/dialect.js';
import type { QueryRunner } from 'typeorm';

type Column = TableColumnOptions;

/** The columns that our tables are made of, in the words of the connected database. */
export function columnsFor({ connection }: QueryRunner) {
  const family = familyOf(connection);
  return {
    text: (name: string): Column => ({ name, type: 'text', isNullable: true }),
    requiredText: (name: string): Column => ({ name, type: 'text' }),
    varchar: (name: string, length: number): Column => ({ name, type: 'varchar', length: String(length) }),
    timestamp: (name: string): Column => ({ name, type: 'bigint' }),
    integer: (name: string): Column => ({ name, type: family === 'mysql' ? 'int' : 'integer' }),
    optional: (column: Column): Column => ({ ...column, isNullable: true }),
    primary: (column: Column): Column => ({ ...column, isPrimary: true }),
  };
}

/** MySQL: a database made for latin1 would refuse the names that half of the world gives its clients. */
const EVERY_CHARACTER = { charset: 'utf8mb4', collation: 'utf8mb4_bin' };

/** Creates a table whose text keeps every character, on every database. */
export async function createTable(
  queryRunner: QueryRunner,
  name: string,
  columns: Column[],
  indices: { name: string; columnNames: string[]; isUnique?: boolean }[],
): Promise<void> {
  const isMySql = familyOf(queryRunner.connection) === 'mysql';
  const table = new Table({
    name,
    columns: columns.map((column) => withEveryCharacter(queryRunner, column)),
    indices: indices.map((index) => new TableIndex(index)),
  });
  await queryRunner.createTable(table);
  if (isMySql) {
    // For columns that the host adds. (To convert the table would turn each text of a latin1 database into mediumtext.)
    const { charset, collation } = EVERY_CHARACTER;
    const escaped = queryRunner.connection.driver.escape(name);
    await queryRunner.query(`ALTER TABLE ${escaped} DEFAULT CHARACTER SET ${charset} COLLATE ${collation}`);
  }
}

/** Adds columns to a table that has rows. */
export async function addColumns(queryRunner: QueryRunner, table: string, columns: Column[]): Promise<void> {
  const complete = columns.map((column) => new TableColumn(withEveryCharacter(queryRunner, column)));
  await queryRunner.addColumns(table, complete);
}

function withEveryCharacter({ connection }: QueryRunner, column: Column): Column {
  return familyOf(connection) === 'mysql' && isText(column) ? { ...column, ...EVERY_CHARACTER } : column;
}

function isText({ type }: Column): boolean {
  return type === 'text' || type === 'varchar';
}
