import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The session of an operator. Stored in the database, so that every replica accepts it and signing out ends it. */
@Entity('operator_sessions')
export class OperatorSession {
  /** Only a hash is stored, so that a leaked table does not let anyone sign in. */
  @PrimaryColumn({ name: 'token_hash', type: 'varchar' })
  tokenHash!: string;

  @Column({ name: 'account_id', type: 'varchar' })
  accountId!: string;

  /** Seconds since 1970. */
  @Column({ name: 'expires_at', type: 'integer' })
  expiresAt!: number;
}
