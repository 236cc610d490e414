import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the server makes for itself at its first start and needs at every later one. */
@Entity('server_secrets')
export class ServerSecret {
  @PrimaryColumn({ type: 'varchar' })
  name!: string;

  @Column({ type: 'simple-json' })
  value!: unknown;
}
