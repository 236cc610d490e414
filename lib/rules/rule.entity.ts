import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { MAX_CLIENT_ID_LENGTH } from '../clients/client-id.js';
import { identifier, timestamp } from '../database/columns.js';

export const RULE_KINDS = ['redirectHost', 'fingerprint', 'network', 'clientId'] as const;
/**
 * What a rule compares: `redirectHost`, a host of the redirect URIs; `fingerprint`, all redirect URIs together;
 * `network`, the caller's address, of registrations only; `clientId`, the URL of a metadata document.
 *
 * @see docs/operating.md#block-or-allow-clients
 */
export type DcrRuleKind = (typeof RULE_KINDS)[number];

/** In the order in which they win. */
export const RULE_EFFECTS = ['deny', 'allow', 'pending'] as const;
/**
 * What a rule does. `deny` wins over everything. `allow` lets in what the policy or another rule would make pending.
 * `pending` makes a client wait for an administrator.
 *
 * @see docs/operating.md#block-or-allow-clients
 */
export type DcrRuleEffect = (typeof RULE_EFFECTS)[number];

export const MAX_RULE_VALUE_LENGTH = MAX_CLIENT_ID_LENGTH;

/**
 * A rule of an operator about who may register.
 *
 * @see docs/operating.md#block-or-allow-clients
 */
@Entity('dcr_rules')
@Index('IDX_dcr_rules_value', ['kind', 'value', 'effect'], { unique: true })
@Index('IDX_dcr_rules_created', ['createdAt', 'id'])
@Index('IDX_dcr_rules_expires', ['expiresAt'])
export class DcrRule {
  @PrimaryColumn({ ...identifier })
  id!: string;

  @Column({ type: 'varchar', length: 16 })
  kind!: DcrRuleKind;

  /** In normal form, such as a host name in lower case. */
  @Column({ type: 'varchar', length: MAX_RULE_VALUE_LENGTH })
  value!: string;

  @Column({ type: 'varchar', length: 8 })
  effect!: DcrRuleEffect;

  /** From then on, the rule has no effect, and the next cleanup removes it. `null`: it never expires. */
  @Column({ name: 'expires_at', ...timestamp, nullable: true })
  expiresAt!: Date | null;

  /** The operator who added it, if one was given. */
  @Column({ type: 'text', nullable: true })
  actor!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'created_at', ...timestamp })
  createdAt!: Date;
}
