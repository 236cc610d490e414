import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { MAX_CLIENT_ID_LENGTH } from '../clients/client-id.js';
import { identifier, timestamp } from '../database/columns.js';

export const REVOCATION_STATES = ['pending', 'failed', 'done'] as const;
/**
 * The state of a revoked session at the application's revoker.
 *
 * @see docs/operating.md#disable-revoke-or-delete-a-client
 */
export type DcrRevocationState = (typeof REVOCATION_STATES)[number];

/**
 * What a user granted to a client, as the application's authorization server recorded it.
 *
 * @see docs/recipes/own-authorization-server.md#codes-and-tokens
 */
@Entity('dcr_sessions')
@Index('IDX_dcr_sessions_client', ['clientId', 'id'])
@Index('IDX_dcr_sessions_subject', ['subject', 'id'])
@Index('IDX_dcr_sessions_external', ['externalId', 'clientId'], { unique: true })
@Index('IDX_dcr_sessions_revocation', ['revocationState', 'revokedAt'])
export class DcrSession {
  @PrimaryColumn({ ...identifier })
  id!: string;

  @Column({ name: 'client_id', type: 'varchar', length: MAX_CLIENT_ID_LENGTH })
  clientId!: string;

  /** The user, by the application's own identifier. */
  @Column({ type: 'varchar', length: 255 })
  subject!: string;

  /** The application's own name for the session, such as the id of a grant. Unique per client. */
  @Column({ name: 'external_id', type: 'varchar', length: 255, nullable: true })
  externalId!: string | null;

  @Column({ name: 'created_at', ...timestamp })
  createdAt!: Date;

  /** When `requireActive` last let it through, to the minute; `null` in the minute after it was opened. */
  @Column({ name: 'last_used_at', ...timestamp, nullable: true })
  lastUsedAt!: Date | null;

  /** When the session ends; `null` if it lasts until it is closed or revoked. */
  @Column({ name: 'expires_at', ...timestamp, nullable: true })
  @Index('IDX_dcr_sessions_expires')
  expiresAt!: Date | null;

  @Column({ name: 'closed_at', ...timestamp, nullable: true })
  @Index('IDX_dcr_sessions_closed')
  closedAt!: Date | null;

  @Column({ name: 'revoked_at', ...timestamp, nullable: true })
  revokedAt!: Date | null;

  /** `null` until the session is revoked. `failed` is retried until it is `done`. */
  @Column({ name: 'revocation_state', type: 'varchar', length: 8, nullable: true })
  revocationState!: DcrRevocationState | null;

  @Column({ name: 'revocation_attempts', type: 'integer' })
  revocationAttempts!: number;
}
