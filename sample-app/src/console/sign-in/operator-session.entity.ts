import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An operator who is signed in to the console. In the database, so that every replica knows it and signing out ends it. */
@Entity('operator_sessions')
export class OperatorSession {
  /** A hash: who reads the table cannot sign in with what it says. */
  @PrimaryColumn({ name: 'token_hash', type: 'varchar' })
  tokenHash!: string;

  @Column({ name: 'account_id', type: 'varchar' })
  accountId!: string;

  /** Seconds since 1970. */
  @Column({ name: 'expires_at', type: 'integer' })
  expiresAt!: number;
}
