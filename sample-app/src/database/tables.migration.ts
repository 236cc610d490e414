import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of the sample application; nestjs-dcr brings its own migrations. */
export class SampleTables1760000000000 implements MigrationInterface {
  readonly name = 'SampleTables1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "accounts" (
      "id" varchar PRIMARY KEY NOT NULL,
      "name" varchar NOT NULL,
      "password_hash" varchar NOT NULL,
      "is_operator" boolean NOT NULL
    )`);
    await runner.query(`CREATE TABLE "server_secrets" (
      "name" varchar PRIMARY KEY NOT NULL,
      "value" text NOT NULL
    )`);
    await runner.query(`CREATE TABLE "oidc_records" (
      "id" varchar PRIMARY KEY NOT NULL,
      "model" varchar NOT NULL,
      "payload" text NOT NULL,
      "grant_id" varchar,
      "uid" varchar,
      "account_id" varchar,
      "consumed_at" integer,
      "expires_at" integer
    )`);
    for (const column of ['grant_id', 'uid', 'account_id', 'expires_at']) {
      await runner.query(`CREATE INDEX "IDX_oidc_records_${column}" ON "oidc_records" ("${column}")`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['oidc_records', 'server_secrets', 'accounts']) {
      await runner.query(`DROP TABLE "${table}"`);
    }
  }
}
