import { DataSource, type DataSourceOptions } from 'typeorm';
import type { TestDatabase } from './database.js';

/** Runs the migrations from a data source without entities, as the TypeORM CLI can do. */
export async function migrateApart({ options }: TestDatabase, given: object): Promise<void> {
  const dataSource = new DataSource({ ...options, ...given, migrationsRun: false } as DataSourceOptions);
  await dataSource.initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}
