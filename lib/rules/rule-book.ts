import { type DcrRule, type DcrRuleEffect, RULE_EFFECTS } from './rule.entity.js';
import { RuleIndex } from './rule-index.js';
import { type RuleSubject, SubjectFacts } from './rule-subject.js';

/** The rules at one time, in memory. It never changes: a change of the rules makes a new book. */
export class RuleBook {
  private readonly indexes = new Map<DcrRuleEffect, RuleIndex>();
  /** The times at which rules of this book expire, earliest first, ms since 1970. */
  private readonly expiries: number[];

  /** @param storedRevision changes with every change of the table */
  constructor(
    readonly storedRevision: string,
    rules: readonly DcrRule[],
  ) {
    for (const rule of rules) this.indexFor(rule.effect).add(rule);
    this.expiries = rules
      .flatMap(({ expiresAt }) => expiresAt?.getTime() ?? [])
      .toSorted((one, other) => one - other);
  }

  get isEmpty(): boolean {
    return this.indexes.size === 0;
  }

  get canExpire(): boolean {
    return this.expiries.length > 0;
  }

  /**
   * Finds the rule that decides: a `deny` rule before an `allow` rule before a `pending` rule. Several rules of one
   * effect have the same result, so any of them may be returned.
   *
   * @param now ms since 1970; rules that have expired by then are skipped
   * @returns `undefined` if no rule matches, so that the policy alone decides
   */
  decide(subject: RuleSubject, now: number): DcrRule | undefined {
    if (this.isEmpty) return undefined;
    const facts = new SubjectFacts(subject);
    const isInForce = ({ expiresAt }: DcrRule) => expiresAt === null || expiresAt.getTime() > now;
    for (const effect of RULE_EFFECTS) {
      const rule = this.indexes.get(effect)?.find(facts, isInForce);
      if (rule) return rule;
    }
    return undefined;
  }

  /**
   * Identifies the rules that are in force. It differs after any change, also one that was undone, and after a rule has
   * expired. At most 64 characters.
   */
  revisionAt(now: number): string {
    const past = this.expiries.findLast((expiry) => expiry <= now);
    return past === undefined ? this.storedRevision : `${this.storedRevision}+${past.toString(36)}`;
  }

  private indexFor(effect: DcrRuleEffect): RuleIndex {
    const index = this.indexes.get(effect) ?? new RuleIndex(effect === 'allow');
    this.indexes.set(effect, index);
    return index;
  }
}
