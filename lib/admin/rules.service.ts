import type { DcrActor } from '../audit/actor.js';
import { ClientRows } from '../clients/client.rows.js';
import { fingerprintOf } from '../clients/fingerprint.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrClientNotFoundError, DcrInvalidQueryError } from '../errors/index.js';
import { MatchingClientsCounter } from '../rules/matching-clients.counter.js';
import type { DcrRule } from '../rules/rule.entity.js';
import { proposeTargets, type RuleTarget } from '../rules/rule-proposals.js';
import type { RuleTerms } from '../rules/rule-rows.js';
import { RuleStore } from '../rules/rule.store.js';
import { normalizeRuleValue } from '../rules/rule-value.js';
import { withoutUndefined } from '../options/resolved-options.js';
import { QueryRules } from './query.rules.js';
import { RuleDto } from './rule.dto.js';

/**
 * What a rule would be about, and how many clients it matches now.
 *
 * @see docs/operating.md#block-or-allow-clients
 */
export interface RuleMatches extends RuleTarget {
  /**
   * The clients of today, of every status, that could not register again under a `deny` rule. `null` for a network, because
   * a client's row has no address.
   */
  matchingClients: number | null;
}

const RULES = new QueryRules(RuleDto, { unknown: (member) => `A rule has no ${member}.` });
const UUID = /^[\da-f-]{36}$/;
/** `undefined` would count as absent, and be accepted. */
const MISSING = { kind: null, value: null, effect: null };

/** Checks what operators ask for, and adds, removes and proposes rules. */
export class RulesService {
  constructor(
    private readonly database: DcrDatabase,
    private readonly store: RuleStore,
    private readonly clients: ClientRows,
    private readonly counter: MatchingClientsCounter,
  ) {}

  async add(given: RuleDto, by: DcrActor): Promise<DcrRule> {
    return this.store.add(await this.termsOf(given), by);
  }

  async remove(ruleId: string, by: DcrActor): Promise<void> {
    // PostgreSQL would fail on a NUL. No other text is the id of a rule.
    if (UUID.test(ruleId)) await this.store.remove(ruleId, by);
  }

  async preview(given: RuleDto): Promise<RuleMatches> {
    const { kind, value } = await this.termsOf(given);
    return this.withMatches({ kind, value });
  }

  async propose(clientId: string): Promise<RuleMatches[]> {
    const client = await this.clients.find(clientId);
    if (!client) throw new DcrClientNotFoundError();
    return Promise.all(proposeTargets(client).map((target) => this.withMatches(target)));
  }

  private async withMatches(target: RuleTarget): Promise<RuleMatches> {
    return { ...target, matchingClients: await this.counter.count(target) };
  }

  private async termsOf(given: RuleDto): Promise<RuleTerms> {
    if (typeof given !== 'object' || given === null) {
      throw new DcrInvalidQueryError('The rule must be an object with kind, value and effect.');
    }
    const rule = RULES.convert({ ...MISSING, ...withoutUndefined(given) });
    RULES.check(rule);
    const { kind, effect, expiresAt = null } = rule;
    if (expiresAt && expiresAt.getTime() <= this.database.now().getTime()) {
      throw new DcrInvalidQueryError('expiresAt must be in the future.');
    }
    const value = normalizeRuleValue(kind, rule.value);
    return {
      kind,
      value: kind === 'fingerprint' ? await this.ruleFingerprint(value) : value,
      effect,
      expiresAt,
    };
  }

  /** That of the redirect URIs alone: with the one of the client's row, another `software_id` would evade the rule. */
  private async ruleFingerprint(fingerprint: string): Promise<string> {
    const client = await this.database.findOne(this.clients.entity, { fingerprint });
    return client ? fingerprintOf(client.redirectUris) : fingerprint;
  }
}
