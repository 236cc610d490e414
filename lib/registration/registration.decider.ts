import { Injectable } from '@nestjs/common';
import type { Steps } from '../database/transaction.js';
import { DcrAccessDeniedError } from '../errors/index.js';
import { DcrDecision } from '../policy/decision.js';
import type { DcrRule } from '../rules/rule.entity.js';
import type { RuleBook } from '../rules/rule-book.js';
import { RuleBookReader } from '../rules/rule-book.reader.js';
import { combine, type RuledDecision } from '../rules/rule-decision.js';
import type { RuleSubject } from '../rules/rule-subject.js';
import { statusAfter } from './issue-client.js';
import type { NewClient } from './new-client.js';
import { PolicyRunner } from './policy.runner.js';
import type { Registration } from './registration.js';
import { RulesChangedError } from './rules-changed.error.js';

/** A decision, with what is needed to repeat it under other rules without asking the policy again. */
export interface Decided extends RuledDecision {
  subject: RuleSubject;
  /** The policy's own decision. */
  asked: DcrDecision;
  /** The rules that it was made under. */
  storedRevision: string;
  /** Differs too once one of these rules has expired. */
  revision: string;
}

/** Decides about registrations and documents: the operator's rules first, then the policy. */
@Injectable()
export class RegistrationDecider {
  constructor(
    private readonly policy: PolicyRunner,
    private readonly rules: RuleBookReader,
  ) {}

  /** Call it at the start of a request: stale rules are then read while other work is done. */
  prepare(): void {
    this.rules.prefetch();
  }

  /**
   * The policy is asked unless a `deny` rule matches.
   *
   * @throws DcrAccessDeniedError if a rule denies it; DcrError as the policy does
   */
  decide(registration: Registration): Decided | Promise<Decided> {
    const book = this.rules.fresh;
    if (book) return this.decideBy(book, registration);
    return this.rules.read().then((read) => this.decideBy(read, registration));
  }

  /** Whether these decisions are known to be valid still: the rules were read a moment ago, and have not changed. */
  areKnownCurrent(batch: readonly Pick<NewClient, 'decided'>[]): boolean {
    const revision = this.rules.fresh?.storedRevision;
    return batch.every(({ decided }) => decided.storedRevision === revision);
  }

  /** Repeats a decision under the current rules, without asking the policy again. @throws DcrAccessDeniedError */
  async repeat({ subject, asked }: Decided): Promise<Decided> {
    const book = await this.rules.read();
    return this.complete(book, subject, this.permitted(book, subject), asked);
  }

  /**
   * Repeats decisions in the transaction that stores their clients, if the rules have changed meanwhile, and changes the rows
   * accordingly. The rules cannot change again until the transaction ends. The policy is not asked again.
   *
   * @returns an error for each client that cannot be stored: a rule denies it, or its instances share it
   */
  *reviewSteps<T extends NewClient>(
    batch: readonly T[],
  ): Steps<Map<T, DcrAccessDeniedError | RulesChangedError>> {
    const errors = new Map<T, DcrAccessDeniedError | RulesChangedError>();
    if (this.areKnownCurrent(batch)) return errors;
    const book = yield* this.rules.readSteps();
    for (const one of batch) {
      const { client, event, decided } = one;
      if (decided.storedRevision === book.storedRevision) continue;
      const rule = this.rules.find(book, decided.subject);
      if (rule?.effect === 'deny') errors.set(one, denial(rule));
      // Which client instances share depends on the rules too.
      else if (client.instanceHash) errors.set(one, new RulesChangedError());
      else {
        const { decision, ruleId } = combine(rule, decided.asked);
        Object.assign(client, statusAfter(decision));
        Object.assign(event, { ruleId, reason: decision.reason ?? null });
      }
    }
    return errors;
  }

  private complete(
    book: RuleBook,
    subject: RuleSubject,
    rule: DcrRule | undefined,
    asked: DcrDecision,
  ): Decided {
    const { decision, ruleId } = combine(rule, asked);
    const { storedRevision } = book;
    const revision = this.rules.revisionOf(book);
    return { decision, ruleId, subject, asked, storedRevision, revision };
  }

  private decideBy(book: RuleBook, registration: Registration): Decided | Promise<Decided> {
    const subject = subjectOf(registration);
    const rule = this.permitted(book, subject);
    const asked = this.policy.ask(registration);
    return asked instanceof DcrDecision
      ? this.complete(book, subject, rule, asked)
      : asked.then((decision) => this.complete(book, subject, rule, decision));
  }

  /** The rule that decides, unless it denies. */
  private permitted(book: RuleBook, subject: RuleSubject): DcrRule | undefined {
    const rule = this.rules.find(book, subject);
    if (rule?.effect === 'deny') throw denial(rule);
    return rule;
  }
}

function denial({ id }: DcrRule): DcrAccessDeniedError {
  return new DcrAccessDeniedError('This server does not allow this client to register.', 'rule', id);
}

export function subjectOf({ profile, origin, document }: Registration): RuleSubject {
  return { redirectUris: profile.redirectUris, ip: origin.ip, clientId: document?.clientId };
}
