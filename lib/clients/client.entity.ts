import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { identifier, json, timestamp } from '../database/columns.js';
import { MAX_CLIENT_ID_LENGTH } from './client-id.js';

export const CLIENT_STATUSES = ['active', 'pending', 'disabled'] as const;
/**
 * `pending`: waiting for an administrator's approval. Only an `active` client can be used.
 *
 * @see docs/policies.md#require-approval-in-production
 */
export type DcrClientStatus = (typeof CLIENT_STATUSES)[number];

export const CLIENT_SOURCES = ['dcr', 'manual', 'cimd'] as const;
/**
 * `dcr`: registered itself at the endpoint. `manual`: preregistered by the application, never cleaned up. `cimd`: described by
 * a Client ID Metadata Document, whose URL is the client id.
 *
 * @see docs/operating.md#register-a-client-yourself
 */
export type DcrClientSource = (typeof CLIENT_SOURCES)[number];

/**
 * A registered client. To add columns or choose a table name, extend it and pass your class in the option
 * `clientEntity`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
 */
@Entity('dcr_clients')
@Index('IDX_dcr_clients_created', ['createdAt', 'id'])
@Index('IDX_dcr_clients_last_used', ['lastUsedAt', 'createdAt', 'id'])
@Index('IDX_dcr_clients_status', ['status', 'createdAt', 'id'])
@Index('IDX_dcr_clients_source', ['source', 'createdAt', 'id'])
@Index('IDX_dcr_clients_shared_hash', ['sharedHash'], { unique: true })
export class DcrClient {
  @PrimaryColumn({ ...identifier })
  id!: string;

  /** `dcr_` and 128 random bits in hexadecimal, or the URL of the client's metadata document. */
  @Column({ name: 'client_id', type: 'varchar', length: MAX_CLIENT_ID_LENGTH })
  @Index('IDX_dcr_clients_client_id', { unique: true })
  clientId!: string;

  @Column({ type: 'varchar', length: 8 })
  source!: DcrClientSource;

  @Column({ type: 'varchar', length: 8 })
  status!: DcrClientStatus;

  /** The name that the client gave itself. It is not verified; say so where you show it. */
  @Column({ name: 'client_name', type: 'varchar', length: 200 })
  clientName!: string;

  /** Byte for byte as sent, in the client's own order. */
  @Column({ name: 'redirect_uris', ...json })
  redirectUris!: string[];

  /** The hosts of the redirect URIs, with their ports, for searching and showing. */
  @Column({ name: 'redirect_hosts', ...json })
  redirectHosts!: string[];

  /** Equal for copies of one client. A hash of `software_id` and the redirect URIs without loopback ports. */
  @Column({ type: 'varchar', length: 64 })
  @Index('IDX_dcr_clients_fingerprint')
  fingerprint!: string;

  /**
   * Equal for instances of one client: a hash of every registered value, without loopback ports, and of the revision of
   * the operator's rules. `null` if the client registered with `instances: 'separate'`.
   */
  @Column({ name: 'instance_hash', type: 'varchar', length: 64, nullable: true })
  instanceHash!: string | null;

  /** The `instanceHash` while further instances are answered with this client. Unique, so at most one client is shared. */
  @Column({ name: 'shared_hash', type: 'varchar', length: 64, nullable: true })
  sharedHash!: string | null;

  @Column({ name: 'grant_types', ...json })
  grantTypes!: string[];

  @Column({ name: 'response_types', ...json })
  responseTypes!: string[];

  @Column({ name: 'token_endpoint_auth_method', type: 'varchar', length: 32 })
  tokenEndpointAuthMethod!: string;

  /** Scope tokens separated by single spaces, or `null` if none is registered. */
  @Column({ type: 'text', nullable: true })
  scope!: string | null;

  @Column({ name: 'client_uri', type: 'text', nullable: true })
  clientUri!: string | null;

  @Column({ name: 'logo_uri', type: 'text', nullable: true })
  logoUri!: string | null;

  @Column({ name: 'tos_uri', type: 'text', nullable: true })
  tosUri!: string | null;

  @Column({ name: 'policy_uri', type: 'text', nullable: true })
  policyUri!: string | null;

  @Column({ ...json, nullable: true })
  contacts!: string[] | null;

  /** Language-tagged members under their wire names, such as `{ "client_name#fr": "…" }`. */
  @Column({ ...json, nullable: true })
  localized!: Record<string, string> | null;

  @Column({ name: 'software_id', type: 'text', nullable: true })
  softwareId!: string | null;

  @Column({ name: 'software_version', type: 'text', nullable: true })
  softwareVersion!: string | null;

  @Column({ name: 'application_type', type: 'varchar', length: 8, nullable: true })
  applicationType!: 'web' | 'native' | null;

  @Column({ name: 'created_at', ...timestamp })
  createdAt!: Date;

  /**
   * When a further instance was last answered with this client, recorded at most once a minute; `null` if none was. The
   * ages of the cleanup are counted from then.
   */
  @Column({ name: 'last_registered_at', ...timestamp, nullable: true })
  lastRegisteredAt!: Date | null;

  /** Recorded at most once a minute; `null` until the client is first used. */
  @Column({ name: 'last_used_at', ...timestamp, nullable: true })
  lastUsedAt!: Date | null;

  /** When an administrator last enabled it. The ages of the cleanup are counted from then. */
  @Column({ name: 'enabled_at', ...timestamp, nullable: true })
  enabledAt!: Date | null;

  @Column({ name: 'disabled_at', ...timestamp, nullable: true })
  disabledAt!: Date | null;

  /** Why the client cannot be used: the administrator's reason, or the policy's for a pending client. */
  @Column({ name: 'disabled_reason', type: 'text', nullable: true })
  disabledReason!: string | null;
}
