import pg from 'pg';

let statements = 0;

/** The number of statements that this process has sent to PostgreSQL. */
export function startedStatements(): number {
  return statements;
}

/** Counts statements in the driver, below TypeORM, so that none is missed. The cost is one addition per statement. */
export function countStatements(): void {
  const query = Reflect.get(pg.Client.prototype, 'query') as (...values: unknown[]) => unknown;
  const counted = function (this: pg.Client, ...values: unknown[]): unknown {
    statements++;
    return Reflect.apply(query, this, values);
  };
  Reflect.set(pg.Client.prototype, 'query', counted);
}
