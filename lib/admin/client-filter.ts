import type { SelectQueryBuilder } from 'typeorm';
import type { DcrClient, DcrClientSource, DcrClientStatus } from '../clients/client.entity.js';
import { isClientId } from '../clients/client-id.js';
import { DcrInvalidQueryError } from '../errors/index.js';
import { oneOf, type Rule } from '../options/option-rules.js';
import { search } from './client-search.js';
import { date } from './page.js';

/** Which clients are meant; every member that is given must hold. */
export interface ClientFilter {
  status?: DcrClientStatus;
  source?: DcrClientSource;
  /** Part of a name, client id, redirect host or software id, in any case. */
  search?: string;
  /** At most 1,000. */
  clientIds?: string[];
  /** `true`: never used. `false`: used at least once. */
  neverUsed?: boolean;
  /** Exclusive. */
  createdBefore?: Date;
  /** Also those that were never used. */
  lastUsedBefore?: Date;
  /** Copies of this client: the same redirect URIs and software, itself included. */
  similarTo?: string;
}

/** How a member narrows the query, and what it must be. */
interface Member {
  rule: Rule;
  apply: (query: SelectQueryBuilder<DcrClient>, value: never) => unknown;
}

/** A statement takes only so many parameters. */
const MOST_IDS = 1_000;

const text: Rule = (value) => (typeof value === 'string' ? undefined : 'text');
const truth: Rule = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
const ids: Rule = (value) =>
  Array.isArray(value) && value.length <= MOST_IDS && value.every((id) => typeof id === 'string')
    ? undefined
    : `a list of at most ${MOST_IDS} client ids`;

const MEMBERS: { [member in keyof ClientFilter]-?: Member } = {
  status: {
    rule: oneOf('active', 'pending', 'disabled'),
    apply: (query, status: string) => query.andWhere('client.status = :status', { status }),
  },
  source: {
    rule: oneOf('dcr', 'manual'),
    apply: (query, source: string) => query.andWhere('client.source = :source', { source }),
  },
  search: { rule: text, apply: search },
  clientIds: {
    rule: ids,
    apply(query, given: string[]) {
      const clientIds = given.filter(isClientId);
      if (clientIds.length === 0) query.andWhere('1 = 0');
      else query.andWhere('client.clientId IN (:...clientIds)', { clientIds });
    },
  },
  neverUsed: {
    rule: truth,
    apply: (query, never: boolean) => query.andWhere(`client.lastUsedAt IS ${never ? '' : 'NOT '}NULL`),
  },
  createdBefore: {
    rule: date,
    apply: (query, at: Date) =>
      query.andWhere('client.createdAt < :createdBefore', { createdBefore: at.getTime() }),
  },
  lastUsedBefore: {
    rule: date,
    apply: (query, at: Date) =>
      query.andWhere('(client.lastUsedAt IS NULL OR client.lastUsedAt < :lastUsedBefore)', {
        lastUsedBefore: at.getTime(),
      }),
  },
  similarTo: {
    rule: text,
    apply: (query, clientId: string) =>
      isClientId(clientId)
        ? query.andWhere(`client.fingerprint = ${fingerprintOf(query)}`, { clientId })
        : query.andWhere('1 = 0'),
  },
};

/**
 * Narrows a query over `client`.
 *
 * @throws DcrInvalidQueryError for a member that does not exist or is not what it must be: a slip must not mean everyone
 */
export function narrow(
  query: SelectQueryBuilder<DcrClient>,
  filter: ClientFilter,
): SelectQueryBuilder<DcrClient> {
  for (const [member, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(MEMBERS, member)) {
      throw new DcrInvalidQueryError(
        `A filter has no ${member}; it may have ${Object.keys(MEMBERS).join(', ')}.`,
      );
    }
    const known = MEMBERS[member as keyof ClientFilter];
    const expected = known.rule(value);
    if (expected) throw new DcrInvalidQueryError(`The filter's ${member} must be ${expected}.`);
    known.apply(query, value as never);
  }
  return query;
}

function fingerprintOf(query: SelectQueryBuilder<DcrClient>): string {
  const { target } = query.expressionMap.mainAlias!.metadata;
  const original = query.subQuery().select('original.fingerprint').from(target, 'original');
  return original.where('original.clientId = :clientId').getQuery();
}
