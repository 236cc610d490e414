import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Everything that `oidc-provider` stores except clients: sessions, interactions, grants, codes and tokens. */
@Entity('oidc_records')
export class OidcRecord {
  /** The model's name, a colon, and the id. */
  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  @Column({ type: 'varchar' })
  model!: string;

  /** The provider's own `AdapterPayload`. */
  @Column({ type: 'simple-json' })
  payload!: unknown;

  @Column({ name: 'grant_id', type: 'varchar', nullable: true })
  grantId!: string | null;

  @Column({ type: 'varchar', nullable: true })
  uid!: string | null;

  @Column({ name: 'account_id', type: 'varchar', nullable: true })
  accountId!: string | null;

  /** Seconds since 1970, like every time in the payload. */
  @Column({ name: 'consumed_at', type: 'integer', nullable: true })
  consumedAt!: number | null;

  @Column({ name: 'expires_at', type: 'integer', nullable: true })
  expiresAt!: number | null;
}
