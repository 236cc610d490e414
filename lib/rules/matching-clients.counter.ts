import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrRule } from './rule.entity.js';
import { RuleBook } from './rule-book.js';
import type { RuleTarget } from './rule-proposals.js';
import type { RuleSubject } from './rule-subject.js';

/** Clients that have the same values of the compared columns. */
interface Group {
  members: string | number;
  compared: string;
}

/** Counts the clients that a `deny` rule would match, if they registered now. */
export class MatchingClientsCounter {
  constructor(
    private readonly database: DcrDatabase,
    private readonly clients: ClientRows,
  ) {}

  /** @returns `null` for a network: a client's row has no address */
  async count(target: RuleTarget): Promise<number | null> {
    const { kind, value } = target;
    if (kind === 'network') return null;
    if (kind === 'redirectHost') return this.countByHost(target);
    if (kind === 'fingerprint') return this.countByFingerprint(target);
    return value.endsWith('*')
      ? this.countGroups(target, 'clientId', [value.slice(0, -1)], (clientId) => ({
          clientId,
          redirectUris: [],
        }))
      : this.clients.count({ clientId: value, source: 'cimd' });
  }

  private countByHost(target: RuleTarget): Promise<number> {
    // Every match contains the name, or another spelling of it; the rule itself then decides.
    const parts = [target.value.replace('*', ''), '%', '[::ffff:'];
    return this.countGroups(target, 'redirectHosts', parts, (hosts) => ({
      redirectUris: (JSON.parse(hosts) as string[]).map((host) => `https://${host}`),
    }));
  }

  /** The stored fingerprint is that of a rule, unless it also depends on a `software_id`. */
  private async countByFingerprint(target: RuleTarget): Promise<number> {
    const plain = await this.clients.count({ fingerprint: target.value });
    const query = this.clients
      .query()
      .select('COUNT(*)', 'members')
      .addSelect('MIN(client.redirectUris)', 'compared')
      .where('client.softwareId IS NOT NULL')
      .groupBy('client.fingerprint');
    const groups = await this.database.read(query, (rows) => rows.getRawMany<Group>());
    return plain + sumOf(groups, target, (uris) => ({ redirectUris: JSON.parse(uris) as string[] }));
  }

  /** One row for all clients with equal values: most clients of one kind have the same hosts. */
  private async countGroups(
    target: RuleTarget,
    column: 'clientId' | 'redirectHosts',
    parts: string[],
    toSubject: (compared: string) => RuleSubject,
  ): Promise<number> {
    const found = await Promise.all(parts.map((part) => this.groupsWith(column, part)));
    const groups = new Map(found.flat().map((group) => [group.compared, group]));
    return sumOf([...groups.values()], target, toSubject);
  }

  private groupsWith(column: 'clientId' | 'redirectHosts', part: string): Promise<Group[]> {
    const { sql, parameters } = this.database.dialect.contains([`client.${column}`], part);
    const query = this.clients
      .query()
      .select('COUNT(*)', 'members')
      .addSelect(`client.${column}`, 'compared')
      .where(sql, parameters)
      .groupBy(`client.${column}`);
    if (column === 'clientId') query.andWhere("client.source = 'cimd'");
    return this.database.read(query, (rows) => rows.getRawMany<Group>());
  }
}

function sumOf(groups: Group[], target: RuleTarget, toSubject: (compared: string) => RuleSubject): number {
  const rule = Object.assign(new DcrRule(), { ...target, id: '', effect: 'deny', expiresAt: null });
  const book = new RuleBook('', [rule]);
  return groups
    .filter(({ compared }) => book.decide(toSubject(compared), 0) !== undefined)
    .reduce((sum, { members }) => sum + Number(members), 0);
}
