import { Column, Entity, PrimaryColumn } from 'typeorm';
import { MAX_CLIENT_ID_LENGTH } from '../clients/client-id.js';
import { timestamp } from '../database/columns.js';
import type { DcrRejectionCause } from '../errors/index.js';

/**
 * What is known of a client's metadata document. The document itself is not stored: the client's row has what was registered.
 *
 * @see docs/client-documents.md#what-is-stored
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
 */
@Entity('dcr_client_documents')
export class DcrClientDocument {
  /** The URL of the document. */
  @PrimaryColumn({ name: 'client_id', type: 'varchar', length: MAX_CLIENT_ID_LENGTH })
  clientId!: string;

  /** Of the registered metadata. Ask the user for consent again when it differs from the one that the user saw. */
  @Column({ type: 'varchar', length: 64 })
  hash!: string;

  /** The `ETag` of the last response. */
  @Column({ type: 'text', nullable: true })
  etag!: string | null;

  /** The `Last-Modified` of the last response, as it was sent. */
  @Column({ name: 'last_modified', type: 'text', nullable: true })
  lastModified!: string | null;

  /** When the document was last fetched, or confirmed by a 304. */
  @Column({ name: 'fetched_at', ...timestamp })
  fetchedAt!: Date;

  /** Until when it is used without asking its host. */
  @Column({ name: 'expires_at', ...timestamp })
  expiresAt!: Date;

  /** When the last fetch failed; `null` after a success. */
  @Column({ name: 'failed_at', ...timestamp, nullable: true })
  failedAt!: Date | null;

  /** Failed fetches since the last success. */
  @Column({ type: 'integer' })
  failures!: number;

  /** Why the last fetch failed; `null` after a success. */
  @Column({ name: 'last_reason', type: 'varchar', length: 32, nullable: true })
  lastReason!: DcrRejectionCause | null;

  /** Since when the document is gone or invalid: new authorizations are refused, sessions go on. */
  @Column({ name: 'withdrawn_at', ...timestamp, nullable: true })
  withdrawnAt!: Date | null;
}
