import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { timestamp } from '../database/columns.js';

/**
 * The number of attempts of one caller in the current window.
 *
 * @see docs/options.md#maxregistrationsperwindow
 */
@Entity('dcr_rate_limits')
export class DcrRateLimit {
  /** A keyed hash of the caller, so that no address is stored. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  key!: string;

  @Column({ type: 'integer' })
  hits!: number;

  @Column({ name: 'expires_at', ...timestamp })
  @Index('IDX_dcr_rate_limits_expires')
  expiresAt!: Date;
}
