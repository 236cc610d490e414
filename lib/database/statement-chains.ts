import { type DataSource, type EntityTarget, type ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { escapedColumn, escapedTable } from './names.js';
import type { Statement } from './transaction.js';

/** The rows of an INSERT: the values that they share, and the one that each copies from a removed row. */
export interface RowForEach<Row extends ObjectLiteral> {
  entity: EntityTarget<Row>;
  /** The shared values. The ids of the rows count up from its `id`. */
  row: Row & { id: string };
  /** The property that each row copies. The removal returns it under the same name. */
  copied: keyof Row & string;
}

/** PostgreSQL's `WITH`: several statements in one round trip, which may read what the others return. */
export class StatementChains {
  constructor(private readonly dataSource: DataSource) {}

  /** Combines two statements that return nothing. */
  together(first: Statement, second: Statement): Statement {
    return {
      sql: `WITH first AS (${first.sql}) ${renumbered(second.sql, first.parameters.length)}`,
      parameters: [...first.parameters, ...second.parameters],
      isRepeated: first.isRepeated === true && second.isRepeated === true,
    };
  }

  /**
   * Inserts rows if a query finds as many rows as expected. What it locks stays locked until the statement ends.
   *
   * @param insert made by `insertInto()`
   * @returns `undefined` if the rows are not read from JSON
   */
  insertWhileFound(insert: Statement, query: Statement, expected: number): Statement | undefined {
    if (!insert.isRepeated) return undefined;
    const parameters = [...insert.parameters, ...query.parameters, expected];
    return {
      sql:
        `WITH found AS (${renumbered(query.sql, insert.parameters.length)}) ` +
        `${insert.sql} WHERE (SELECT COUNT(*) FROM found) = $${parameters.length}`,
      parameters,
      isRepeated: true,
    };
  }

  /** Removes the rows that a query would find, and returns one of their properties. */
  removeReturning<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    property: keyof Row & string,
  ): Statement {
    const [sql, parameters] = new RemovingQueryBuilder(query, property).getQueryAndParameters();
    return { sql, parameters };
  }

  /**
   * Inserts a row for each removed row.
   *
   * @returns the statement, and a clause to append that returns `id` and the copied property of each row
   */
  insertForEach<Row extends ObjectLiteral>(
    removal: Statement,
    { entity, row, copied }: RowForEach<Row>,
  ): Statement & { returning: string } {
    const { driver } = this.dataSource;
    const metadata = this.dataSource.getMetadata(entity);
    const parameters = [...removal.parameters];
    const parameter = (value: unknown, type: string) => `$${parameters.push(value)}::${type}`;
    const valueFor = (column: ColumnMetadata): string | undefined => {
      if (column.propertyName === copied) return driver.escape(copied);
      if (column.propertyName === 'id') {
        return `${parameter(row.id.slice(0, -8), 'text')} || lpad(to_hex(row_number() OVER ()), 8, '0')`;
      }
      const value: unknown = driver.preparePersistentValue(column.getEntityValue(row), column);
      // As in all our INSERTs, a value that is not set gets the column's default.
      return value === undefined ? undefined : parameter(value, driver.normalizeType(column));
    };
    const stored = metadata.columns
      .filter(({ isInsert }) => isInsert)
      .map((column) => ({ name: driver.escape(column.databaseName), value: valueFor(column) }))
      .filter(({ value }) => value !== undefined);
    const names = stored.map(({ name }) => name).join(', ');
    const values = stored.map(({ value }) => value).join(', ');
    const escaped = (property: keyof Row & string) => escapedColumn(this.dataSource, entity, property);
    return {
      sql:
        `WITH removed AS (${removal.sql}) ` +
        `INSERT INTO ${escapedTable(this.dataSource, metadata)} (${names}) SELECT ${values} FROM removed`,
      parameters,
      returning: ` RETURNING ${escaped('id')} AS id, ${escaped(copied)} AS ${driver.escape(copied)}`,
    };
  }
}

function renumbered(sql: string, offset: number): string {
  return sql.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`);
}

/** A DELETE with the query's FROM and WHERE, including its alias, which TypeORM's own DELETE builder does not support. */
class RemovingQueryBuilder<Row extends ObjectLiteral> extends SelectQueryBuilder<Row> {
  constructor(
    query: SelectQueryBuilder<Row>,
    private readonly returned: string,
  ) {
    super(query);
  }

  override getQuery(): string {
    const { name, metadata } = this.expressionMap.mainAlias!;
    const from = `${this.getTableName(metadata.tablePath)} ${this.escape(name)}`;
    return this.replacePropertyNamesForTheWholeQuery(
      `DELETE FROM ${from}${this.createWhereExpression()} ` +
        `RETURNING ${name}.${this.returned} AS ${this.escape(this.returned)}`,
    );
  }
}
