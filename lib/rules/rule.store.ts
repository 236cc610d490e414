import { setTimeout as delay } from 'node:timers/promises';
import { type FindOptionsWhere, In } from 'typeorm';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit.log.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { insertInto } from '../database/statements.js';
import { before } from '../database/time-conditions.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import { step, type Steps } from '../database/transaction.js';
import { PROPAGATION_TIME_MS } from '../state/propagation.js';
import { SharedState } from '../state/shared.state.js';
import { DcrRule } from './rule.entity.js';
import { RuleBookReader } from './rule-book.reader.js';
import { ruleInWords, type RuleTerms, selectRules, toRule } from './rule-rows.js';

/** What a change did. */
interface Changed<T> {
  result: T;
  events: DcrAuditEvent[];
}

/** Changes the rules: the rows, the revision that every replica watches, and the audit events, in one transaction. */
export class RuleStore {
  constructor(
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
    private readonly audit: AuditLog,
    private readonly books: RuleBookReader,
  ) {}

  /**
   * When it resolves, every replica applies the rule. If the same rule exists, it gets the new expiry; with the same
   * expiry, nothing changes and nothing is audited.
   */
  async add(terms: RuleTerms, by: DcrActor): Promise<DcrRule> {
    const { kind, value, effect, expiresAt } = terms;
    const createdAt = this.database.now();
    const issued = { ...whoAndWhy(by), id: timeOrderedId(createdAt), createdAt };
    const added = Object.assign(new DcrRule(), terms, issued);
    const { dataSource } = this.database;
    const same = selectRules(dataSource).where({ kind, value, effect });
    return this.change(function* (this: RuleStore) {
      const known = (yield* step(same)).rows.map(toRule)[0];
      const isSame = known && known.expiresAt?.getTime() === expiresAt?.getTime();
      if (isSame) return { result: known, events: [] };
      const rule = known ? Object.assign(known, { expiresAt }) : added;
      yield* step(
        known
          ? dataSource.createQueryBuilder().update(DcrRule).set({ expiresAt }).where({ id: known.id })
          : insertInto(dataSource, DcrRule, [added]),
      );
      return { result: rule, events: [this.event('rule.added', rule, by)] };
    });
  }

  /** When it resolves, no replica applies the rule any more. Does nothing if there is none with this id. */
  async remove(id: string, by: DcrActor): Promise<void> {
    await this.change(() => this.removeSteps({ id }, 1, by));
  }

  /** Removes rules that have expired. Nothing waits for it, because they have no effect any more. @returns their number */
  async removeExpired(limit: number): Promise<number> {
    const expired = { expiresAt: before(this.database.now()) };
    return this.change(() => this.removeSteps(expired, limit, { reason: 'expired' }), false);
  }

  countExpired(): Promise<number> {
    return this.database.forSweep.count(DcrRule, { expiresAt: before(this.database.now()) });
  }

  private *removeSteps(
    where: FindOptionsWhere<DcrRule>,
    limit: number,
    by: DcrActor,
  ): Steps<Changed<number>> {
    const { dataSource } = this.database;
    const { rows } = yield* step(selectRules(dataSource).where(where).limit(limit));
    if (rows.length === 0) return { result: 0, events: [] };
    const rules = rows.map(toRule);
    const remove = dataSource.createQueryBuilder().delete().from(DcrRule);
    yield* step(remove.where({ id: In(rules.map(({ id }) => id)) }));
    return { result: rules.length, events: rules.map((rule) => this.event('rule.removed', rule, by)) };
  }

  /** Makes changes in turn, each with a new revision: replicas then load the rules again, even if a change was undone. */
  private async change<T>(work: (this: RuleStore) => Steps<Changed<T>>, isAwaited = true): Promise<T> {
    const database = isAwaited ? this.database : this.database.forSweep;
    const { result, events } = await database.write(() => this.changeSteps(work));
    this.books.forget();
    this.audit.publish(...events);
    if (isAwaited) await delay(PROPAGATION_TIME_MS);
    return result;
  }

  private *changeSteps<T>(work: (this: RuleStore) => Steps<Changed<T>>): Steps<Changed<T>> {
    yield* this.state.lockSteps('rules');
    const changed = yield* work.call(this);
    if (changed.events.length > 0) {
      yield* this.state.setSteps('rules', timeOrderedId(this.database.now()));
      yield* this.audit.writeSteps(...changed.events);
    }
    return changed;
  }

  private event(type: 'rule.added' | 'rule.removed', rule: DcrRule, by: DcrActor): DcrAuditEvent {
    return this.audit.event(type, { ruleId: rule.id, description: ruleInWords(rule), ...whoAndWhy(by) });
  }
}
