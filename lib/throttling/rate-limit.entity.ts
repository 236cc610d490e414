import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { timestamp } from '../database/columns.js';

/** How many attempts one caller has made in the current window. */
@Entity('dcr_rate_limits')
export class DcrRateLimit {
  /** A hash of the caller, so that no address is kept here. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  key!: string;

  @Column({ type: 'integer' })
  hits!: number;

  @Column({ name: 'expires_at', ...timestamp })
  @Index('IDX_dcr_rate_limits_expires')
  expiresAt!: Date;
}
