import { Table, TableColumn, TableIndex, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { dialectOf } from '../database/dialects.js';
import { escapedPath, type TableNames } from './table-names.js';

type Column = TableColumnOptions;

/** Column definitions in the types of the connected database. */
export function columnsFor({ connection }: QueryRunner) {
  const { integer } = dialectOf(connection).columns;
  return {
    text: (name: string): Column => ({ name, type: 'text', isNullable: true }),
    requiredText: (name: string): Column => ({ name, type: 'text' }),
    varchar: (name: string, length: number): Column => ({ name, type: 'varchar', length: String(length) }),
    timestamp: (name: string): Column => ({ name, type: 'bigint' }),
    integer: (name: string): Column => ({ name, type: integer }),
    optional: (column: Column): Column => ({ ...column, isNullable: true }),
    primary: (column: Column): Column => ({ ...column, isPrimary: true }),
  };
}

/** Creates a table whose text columns can store every character, on every database. */
export async function createTable(
  queryRunner: QueryRunner,
  names: TableNames,
  columns: Column[],
  indices: { name: string; columnNames: string[]; isUnique?: boolean }[],
): Promise<void> {
  const table = new Table({
    name: names.table,
    columns: columns.map((column) => complete(queryRunner, names, column)),
    indices: indices.map(
      ({ columnNames, ...index }) =>
        new TableIndex({ ...index, columnNames: columnNames.map((name) => names.column(name)) }),
    ),
  });
  await queryRunner.createTable(table);
  const { charset, collation } = dialectOf(queryRunner.connection).columns.text;
  if (charset && collation) {
    // For columns that the application adds. Converting the table instead would turn each `text` column of a latin1
    // database into `mediumtext`.
    const escaped = escapedPath(queryRunner, names.table);
    await queryRunner.query(`ALTER TABLE ${escaped} DEFAULT CHARACTER SET ${charset} COLLATE ${collation}`);
  }
}

export async function addColumns(
  queryRunner: QueryRunner,
  names: TableNames,
  columns: Column[],
): Promise<void> {
  const added = columns.map((column) => new TableColumn(complete(queryRunner, names, column)));
  await queryRunner.addColumns(names.table, added);
}

/** Changes the length of a `varchar` column, and keeps its values. (TypeORM's own `changeColumn()` drops the column, except on SQLite.) */
export async function resizeVarchar(
  queryRunner: QueryRunner,
  names: TableNames,
  column: string,
  { length, isNullable }: { length: number; isNullable: boolean },
): Promise<void> {
  const { connection } = queryRunner;
  const table = escapedPath(queryRunner, names.table);
  const escaped = escapedPath(queryRunner, names.column(column));
  const { charset, collation } = dialectOf(connection).columns.text;
  if (connection.options.type === 'postgres') {
    await queryRunner.query(`ALTER TABLE ${table} ALTER COLUMN ${escaped} TYPE varchar(${length})`);
  } else if (charset && collation) {
    await queryRunner.query(
      `ALTER TABLE ${table} MODIFY ${escaped} varchar(${length}) CHARACTER SET ${charset} COLLATE ${collation} ` +
        (isNullable ? 'NULL' : 'NOT NULL'),
    );
  } else {
    const before = (await queryRunner.getTable(names.table))!.findColumnByName(names.column(column))!;
    const after = before.clone();
    after.length = String(length);
    await queryRunner.changeColumn(names.table, before, after);
  }
}

function complete({ connection }: QueryRunner, names: TableNames, column: Column): Column {
  const named = { ...column, name: names.column(column.name) };
  return isText(column) ? { ...named, ...dialectOf(connection).columns.text } : named;
}

function isText({ type }: Column): boolean {
  return type === 'text' || type === 'varchar';
}
