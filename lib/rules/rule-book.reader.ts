import { Injectable } from '@nestjs/common';
import { DcrDatabase } from '../database/dcr.database.js';
import { step, type Steps } from '../database/transaction.js';
import { MAX_AGE_MS } from '../state/propagation.js';
import { SharedState } from '../state/shared.state.js';
import { DcrState } from '../state/state.entity.js';
import type { DcrRule } from './rule.entity.js';
import { RuleBook } from './rule-book.js';
import { selectRules, toRule } from './rule-rows.js';
import type { RuleSubject } from './rule-subject.js';

const NAME = 'rules';

/**
 * Reads the rules into memory. Each replica keeps them for {@link MAX_AGE_MS}, then asks for their revision, and loads them
 * only if that has changed. So a decision costs no query, however many rules there are.
 */
@Injectable()
export class RuleBookReader {
  private known?: { book: RuleBook; at: number };
  private reading?: Promise<RuleBook>;

  constructor(
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
  ) {}

  /** The rules, as long as they are fresh. */
  get fresh(): RuleBook | undefined {
    const { known } = this;
    return known && performance.now() - known.at < MAX_AGE_MS ? known.book : undefined;
  }

  /** Begins to read stale rules, so that a later {@link read} takes no longer than what is done meanwhile. */
  prefetch(): void {
    // If it fails, the caller's own read fails too, and reports it.
    if (!this.fresh) this.read().catch(() => undefined);
  }

  /** Reads the rules from the database. Concurrent calls share one query. @throws DcrError 503 */
  read(): Promise<RuleBook> {
    return (this.reading ??= this.load().finally(() => (this.reading = undefined)));
  }

  /** The rule that decides now, from fresh rules. */
  find(book: RuleBook, subject: RuleSubject): DcrRule | undefined {
    return book.isEmpty ? undefined : book.decide(subject, this.database.now().getTime());
  }

  /** Identifies the rules that are in force now. Any change makes a new revision, also one that is undone. */
  revisionOf(book: RuleBook): string {
    return book.canExpire ? book.revisionAt(this.database.now().getTime()) : book.storedRevision;
  }

  /** Reads the rules in the transaction that does the work, and locks them against changes until it ends. */
  *readSteps(): Steps<RuleBook> {
    const at = performance.now();
    const revision = (yield* this.state.getSteps(NAME)) ?? '';
    if (this.known?.book.storedRevision === revision) {
      this.known = { book: this.known.book, at };
    } else {
      const { rows } = yield* step(selectRules(this.database.dataSource));
      this.known = { book: new RuleBook(revision, rows.map(toRule)), at };
    }
    return this.known.book;
  }

  /** Forgets the rules of this process, after it has changed them. */
  forget(): void {
    if (this.known) this.known.at = -Infinity;
  }

  private async load(): Promise<RuleBook> {
    // Take the time before the query, so that the rules are never older than their time.
    const at = performance.now();
    const state = await this.database.findOne(DcrState, { name: NAME });
    const revision = state?.value ?? '';
    let book = this.known?.book;
    if (book?.storedRevision !== revision) {
      // Newer rules than the revision says are loaded again with the next one; the other way round, they would be missed.
      const rows = await this.database.read(selectRules(this.database.dataSource), (query) =>
        query.getRawMany<Record<string, unknown>>(),
      );
      book = new RuleBook(revision, rows.map(toRule));
    }
    this.known = { book, at };
    return book;
  }
}
