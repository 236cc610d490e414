import { randomBytes } from 'node:crypto';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { dcrMigrations } from 'nestjs-dcr';
import type { DataSourceOptions } from 'typeorm';

/** `memory` is better-sqlite3 without a file. */
export type DatabaseKind = 'better-sqlite3' | 'memory' | 'sqljs' | 'postgres' | 'mariadb';

/** A database that one test owns. */
export interface TestDatabase {
  readonly kind: DatabaseKind;
  /** For `TypeOrmModule.forRoot`; our migrations run when the application connects. */
  readonly options: TypeOrmModuleOptions;
  create(): Promise<void>;
  drop(): Promise<void>;
}

export function withMigrations(options: DataSourceOptions): TypeOrmModuleOptions {
  return {
    ...options,
    migrations: dcrMigrations,
    migrationsRun: true,
    autoLoadEntities: true,
    retryAttempts: 0,
  };
}

export function databaseName(): string {
  return `dcr_test_${randomBytes(6).toString('hex')}`;
}

/** The same server, another database. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
