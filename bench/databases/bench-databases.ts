import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dcrEntities } from 'nestjs-dcr';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Storage } from '../servers/server-settings.js';
import { typeOrmOptions } from '../servers/type-orm.js';
import type { PostgresServer } from './postgres-server.js';

/** The databases of one run: each contender has its own, and all are dropped at the end. */
export class BenchDatabases {
  private readonly folder = mkdtempSync(join(tmpdir(), 'nestjs-dcr-bench-'));
  private readonly names: string[] = [];
  private files = 0;

  constructor(readonly server: PostgresServer) {}

  /** A new, empty database. */
  async create(kind: Storage['kind']): Promise<Storage> {
    if (kind === 'sqlite') return { kind, file: join(this.folder, `${++this.files}.db`) };
    const name = `nestjs_dcr_bench_${process.pid}_${this.names.length + 1}`;
    await this.run(`CREATE DATABASE ${name}`);
    this.names.push(name);
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    return { kind, url: url.href };
  }

  /** A new database with this package's tables. */
  async createWithTables(kind: Storage['kind']): Promise<Storage> {
    const storage = await this.create(kind);
    await (await this.open(storage)).destroy();
    return storage;
  }

  async open(storage: Storage): Promise<DataSource> {
    const options = { ...typeOrmOptions(storage), entities: [...dcrEntities] } as DataSourceOptions;
    return new DataSource(options).initialize();
  }

  /** Runs the queries in order; each returns one number. */
  async count(storage: Storage, ...queries: string[]): Promise<number[]> {
    const dataSource = await new DataSource(
      storage.kind === 'postgres'
        ? { type: 'postgres', url: storage.url }
        : { type: 'better-sqlite3', database: storage.file },
    ).initialize();
    try {
      const counts: number[] = [];
      for (const query of queries) {
        const [row] = await dataSource.query<Record<string, string | number>[]>(query);
        counts.push(Number(Object.values(row!)[0]));
      }
      return counts;
    } finally {
      await dataSource.destroy();
    }
  }

  /** The duration of each durable commit of one small row on an idle connection, ms. */
  async timeCommits(times: number): Promise<number[]> {
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    try {
      await client.query(`CREATE TABLE IF NOT EXISTS nestjs_dcr_bench_commit (at bigint)`);
      const took: number[] = [];
      for (let time = 0; time < times; time++) {
        const started = performance.now();
        await client.query('INSERT INTO nestjs_dcr_bench_commit VALUES (1)');
        took.push(performance.now() - started);
      }
      await client.query(`DROP TABLE nestjs_dcr_bench_commit`);
      return took;
    } finally {
      await client.end();
    }
  }

  async dropAll(): Promise<void> {
    for (const name of this.names) await this.run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async run(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
}
