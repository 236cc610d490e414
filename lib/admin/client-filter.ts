import type { SelectQueryBuilder } from 'typeorm';
import type { DcrClient, DcrClientSource, DcrClientStatus } from '../clients/client.entity.js';
import { isClientId } from '../clients/client-id.js';
import type { Dialect } from '../database/dialect.js';
import { DcrInvalidQueryError } from '../errors/index.js';
import { oneOf, type Rule } from '../options/option-rules.js';
import { search } from './client-search.js';
import { date } from './page.js';

/** Selects clients. All given members must match. */
export interface ClientFilter {
  /** Every client. A bulk operation needs it where no other member is given; it cannot be combined with another. */
  all?: true;
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
  apply: (query: SelectQueryBuilder<DcrClient>, value: never, dialect: Dialect) => unknown;
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
  all: { rule: (value) => (value === true ? undefined : 'true'), apply: () => undefined },
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
 * Refuses a filter of a bulk operation that leaves something unsaid. In a list, an absent value means "any"; here it
 * usually means that a request parameter was missing, and the operation would reach every client.
 *
 * @throws DcrInvalidQueryError
 */
export function requireExplicit(filter: unknown): asserts filter is ClientFilter {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
    throw new DcrInvalidQueryError('The filter must be an object, such as { search: "…" } or { all: true }.');
  }
  const members = Object.entries(filter);
  if (members.length === 0) {
    throw new DcrInvalidQueryError('The filter is empty. Pass { all: true } to select every client.');
  }
  for (const [member, value] of members) {
    if (value !== undefined && value !== '') continue;
    throw new DcrInvalidQueryError(
      `The filter's ${member} has no value. Leave ${member} out, or pass { all: true } to select every client.`,
    );
  }
  if ('all' in filter && members.length > 1) {
    throw new DcrInvalidQueryError("The filter's all cannot be combined with other members.");
  }
}

/**
 * Narrows a query over `client`.
 *
 * @throws DcrInvalidQueryError for an unknown member or an invalid value
 */
export function narrow(
  query: SelectQueryBuilder<DcrClient>,
  filter: ClientFilter,
  dialect: Dialect,
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
    known.apply(query, value as never, dialect);
  }
  return query;
}

function fingerprintOf(query: SelectQueryBuilder<DcrClient>): string {
  const { target } = query.expressionMap.mainAlias!.metadata;
  const original = query.subQuery().select('original.fingerprint').from(target, 'original');
  return original.where('original.clientId = :clientId').getQuery();
}
