import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A secret that the server generates at its first start and needs again after every restart. */
@Entity('server_secrets')
export class ServerSecret {
  @PrimaryColumn({ type: 'varchar' })
  name!: string;

  @Column({ type: 'simple-json' })
  value!: unknown;
}
