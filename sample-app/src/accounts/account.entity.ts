import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who may sign in. */
@Entity('accounts')
export class Account {
  /** What is typed at sign-in, and the subject of the tokens. */
  @PrimaryColumn({ type: 'varchar' })
  id!: string;

  @Column({ type: 'varchar' })
  name!: string;

  @Column({ name: 'password_hash', type: 'varchar' })
  passwordHash!: string;

  /** May this person administer the server? */
  @Column({ name: 'is_operator', type: 'boolean' })
  isOperator!: boolean;
}
