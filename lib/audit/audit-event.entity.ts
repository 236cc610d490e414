import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { type DcrClientSource } from '../clients/client.entity.js';
import { MAX_CLIENT_ID_LENGTH } from '../clients/client-id.js';
import { identifier, json, timestamp } from '../database/columns.js';
import type { DcrRejectionCause } from '../errors/index.js';

export const AUDIT_EVENT_TYPES = [
  'client.registered',
  'client.rejected',
  'client.discovered',
  'client.document_changed',
  'client.document_failed',
  'client.withdrawn',
  'client.disabled',
  'client.enabled',
  'client.sessions_revoked',
  'client.deleted',
  'client.cleaned_up',
  'rule.added',
  'rule.removed',
  'registration.paused',
  'registration.resumed',
  'discovery.paused',
  'discovery.resumed',
] as const;
/**
 * What happened.
 *
 * @see docs/operating.md#audit-log
 */
export type DcrAuditEventType = (typeof AUDIT_EVENT_TYPES)[number];

export const AUDIT_OUTCOMES = ['accepted', 'rejected'] as const;
/**
 * How a registration attempt ended.
 *
 * @see docs/operating.md#audit-log
 */
export type DcrAuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/**
 * What a metadata document changed.
 *
 * @see docs/client-documents.md#changes
 */
export interface DocumentChanges {
  /** The wire names of the members whose registered value differs. */
  members: string[];
  /** The hash of the registered metadata before. */
  oldHash: string;
  /** The hash of the registered metadata after. */
  newHash: string;
}

/**
 * An audit event. Values that a client sent are limited in size and free of control characters.
 *
 * @see docs/operating.md#audit-log
 */
@Entity('dcr_audit_events')
@Index('IDX_dcr_audit_events_created', ['createdAt', 'id'])
@Index('IDX_dcr_audit_events_client', ['clientId', 'createdAt', 'id'])
@Index('IDX_dcr_audit_events_batch', ['batchId', 'createdAt', 'id'])
export class DcrAuditEvent {
  @PrimaryColumn({ ...identifier })
  id!: string;

  @Column({ type: 'varchar', length: 32 })
  type!: DcrAuditEventType;

  /** How a registration attempt ended; `null` for other events. */
  @Column({ type: 'varchar', length: 8, nullable: true })
  outcome!: DcrAuditOutcome | null;

  /** `cimd` for events of metadata documents; `null` for other events. */
  @Column({ type: 'varchar', length: 8, nullable: true })
  source!: DcrClientSource | null;

  @Column({ name: 'client_id', type: 'varchar', length: MAX_CLIENT_ID_LENGTH, nullable: true })
  clientId!: string | null;

  /** The OAuth error code of a rejection. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  error!: string | null;

  /** Why a registration was rejected, in more detail than `error`. `null` in rows from versions without causes. */
  @Column({ type: 'varchar', length: 32, nullable: true })
  cause!: DcrRejectionCause | null;

  /** The rule that an event is about, or that decided about a registration. */
  @Column({ name: 'rule_id', ...identifier, nullable: true })
  ruleId!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** The recognized members that the client sent; long values are cut. */
  @Column({ ...json, nullable: true })
  requested!: Record<string, unknown> | null;

  /** The `client_name` that was requested, cut to 256 characters; `null` in rows from earlier versions. */
  @Column({ name: 'client_name', type: 'text', nullable: true })
  clientName!: string | null;

  /**
   * The hosts of the redirect URIs, with their ports: the registered ones, or of a refused registration the requested ones.
   * `null` in rows from earlier versions.
   */
  @Column({ name: 'redirect_hosts', ...json, nullable: true })
  redirectHosts!: string[] | null;

  /** What substitution changed, member by member, as `{ member: { requested, registered } }`. */
  @Column({ ...json, nullable: true })
  substituted!: Record<string, { requested: unknown; registered: unknown }> | null;

  /** What a metadata document changed: the registered members that differ, and the hashes before and after. */
  @Column({ ...json, nullable: true })
  changes!: DocumentChanges | null;

  /** The caller's address: full, truncated or `null`, depending on the option `audit.ip`. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'text', nullable: true })
  userAgent!: string | null;

  /** The `x-request-id` header of a registration, to find it in your logs; at most 128 characters. */
  @Column({ name: 'request_id', type: 'varchar', length: 128, nullable: true })
  requestId!: string | null;

  /** The operator who performed the operation, if one was given. */
  @Column({ type: 'text', nullable: true })
  actor!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Shared by the events of one operation on many clients, and by those of one sweep; `null` for other events. */
  @Column({ name: 'batch_id', type: 'varchar', length: 36, nullable: true })
  batchId!: string | null;

  /** The number of attempts that this row stands for: a flood from one caller is one row. */
  @Column({ type: 'integer' })
  count!: number;

  @Column({ name: 'created_at', ...timestamp })
  createdAt!: Date;
}
