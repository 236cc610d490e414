import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OperatorSessions1763000000000 implements MigrationInterface {
  readonly name = 'OperatorSessions1763000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE "operator_sessions" (
      "token_hash" varchar PRIMARY KEY NOT NULL,
      "account_id" varchar NOT NULL,
      "expires_at" integer NOT NULL
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "operator_sessions"`);
  }
}
