import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A user who can sign in. */
@Entity('accounts')
export class Account {
  /** The name to sign in with, and the subject of the tokens. */
  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  @Column({ type: 'varchar' })
  name!: string;

  @Column({ name: 'password_hash', type: 'varchar' })
  passwordHash!: string;

  /** Whether the user may administer the server. */
  @Column({ name: 'is_operator', type: 'boolean' })
  isOperator!: boolean;
}
