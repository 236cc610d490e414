import pg from 'pg';

let statements = 0;

/** How many statements this process has sent to PostgreSQL. */
export function startedStatements(): number {
  return statements;
}

/** Counts below TypeORM, at the driver, so that nothing goes past it. It costs one addition a statement. */
export function countStatements(): void {
  const query = Reflect.get(pg.Client.prototype, 'query') as (...values: unknown[]) => unknown;
  const counted = function (this: pg.Client, ...values: unknown[]): unknown {
    statements++;
    return Reflect.apply(query, this, values);
  };
  Reflect.set(pg.Client.prototype, 'query', counted);
}
