import type { DataSource, QueryRunner } from 'typeorm';
import { onTestFinished } from 'vitest';

/**
 * Calls `look` after each query, before its result is used. TypeORM's own event `afterQuery` is not enough: TypeORM 0.3 does not
 * wait for it, or does not send it on every database.
 */
export function afterQuery({ driver }: DataSource, look: (sql: string) => Promise<void>): void {
  const create = driver.createQueryRunner.bind(driver);
  const watched = new Set<QueryRunner>();
  driver.createQueryRunner = (mode) => {
    const runner = create(mode);
    // SQLite has one runner for everything.
    if (watched.has(runner)) return runner;
    watched.add(runner);
    const query = runner.query.bind(runner) as (...all: unknown[]) => Promise<never>;
    runner.query = async (...all: unknown[]) => {
      const result = await query(...all);
      await look(String(all[0]));
      return result;
    };
    return runner;
  };
  onTestFinished(() => {
    Reflect.deleteProperty(driver, 'createQueryRunner');
    for (const runner of watched) Reflect.deleteProperty(runner, 'query');
  });
}
