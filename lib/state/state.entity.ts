import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timestamp } from '../database/columns.js';

/**
 * The state that all replicas share: the pause switch, the cleanup's lease, the cap's lock, the revision of the rules,
 * the limiter's key.
 *
 * @see docs/storage.md#what-each-database-guarantees
 */
@Entity('dcr_state')
export class DcrState {
  @PrimaryColumn({ type: 'varchar', length: 32 })
  name!: string;

  /** `paused`; the holder of a lease; the limiter's key in hexadecimal; a number of clients; the revision of the rules. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  value!: string | null;

  /** When the lease expires. */
  @Column({ name: 'expires_at', ...timestamp, nullable: true })
  expiresAt!: Date | null;

  /** When the work under the lease last began, or the switch was last changed. */
  @Column({ name: 'last_run_at', ...timestamp, nullable: true })
  lastRunAt!: Date | null;
}
