import type { DcrActor } from '../audit/actor.js';
import type { DcrRule } from '../rules/rule.entity.js';
import { ClientOperations } from './client-operations.js';
import type { ListRulesQuery } from './list-rules.query.js';
import type { Page } from './page.js';
import type { RuleDto } from './rule.dto.js';
import type { RuleMatches } from './rules.service.js';

/** The part of `DcrAdminService` that works on rules, and all that works on clients. */
export abstract class RuleOperations extends ClientOperations {
  /**
   * Adds a rule about who may register. Waits half a second; after that, every replica applies it, also to registrations that
   * were in flight. Clients that have registered before are not changed: to block one of them, also disable it. If the same
   * rule exists, it gets the new expiry.
   *
   * @param by recorded in the rule and in the audit event
   * @throws DcrInvalidQueryError (400) for an invalid value, or an expiry in the past
   * @see docs/operating.md#block-or-allow-clients
   */
  addRule(rule: RuleDto, by: DcrActor = {}): Promise<{ rule: DcrRule }> {
    return this.call(async ({ rules }, ...given) => ({ rule: await rules.add(...given) }), rule, by);
  }

  /** Removes a rule. Waits half a second; after that, no replica applies it. Does nothing if there is none with this id. */
  removeRule(ruleId: string, by: DcrActor = {}): Promise<void> {
    return this.call(({ rules }, ...given) => rules.remove(...given), ruleId, by);
  }

  /**
   * Lists rules, newest first. Rules that have expired are listed until the cleanup removes them.
   *
   * @throws DcrInvalidQueryError (400)
   */
  listRules(query: ListRulesQuery = {}): Promise<Page<DcrRule>> {
    return this.call(({ ruleListing }, ...given) => ruleListing.list(...given), query);
  }

  /**
   * Checks a rule without adding it, and counts the clients of today that it matches.
   *
   * @returns the value in the form in which it would be stored
   * @throws DcrInvalidQueryError (400) as {@link addRule} does
   */
  previewRule(rule: RuleDto): Promise<RuleMatches> {
    return this.call(({ rules }, ...given) => rules.preview(...given), rule);
  }

  /**
   * Proposes what to block a client by, the narrowest first, with the number of clients that each rule matches: the id of its
   * document, its redirect URIs, each of their hosts. Never a loopback host, because clients of every kind use it.
   *
   * @throws DcrClientNotFoundError
   */
  proposeRules(clientId: string): Promise<RuleMatches[]> {
    return this.call(({ rules }, ...given) => rules.propose(...given), clientId);
  }
}
