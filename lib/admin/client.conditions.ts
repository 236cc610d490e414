import type { SelectQueryBuilder } from 'typeorm';
import type { DcrClient } from '../clients/client.entity.js';
import { isClientId } from '../clients/client-id.js';
import type { Dialect } from '../database/dialect.js';
import { DcrInvalidQueryError } from '../errors/index.js';
import { ClientFilter } from './client-filter.js';
import { QueryRules } from './query.rules.js';
import { isRedirectHost, narrowToHost } from './redirect-host.js';
import { search } from './search.js';

type Query = SelectQueryBuilder<DcrClient>;

const SEARCHED = {
  texts: ['client.clientName', 'client.clientId', 'client.softwareId'],
  lists: ['client.redirectHosts'],
};

/** How each member narrows the query. */
const CONDITIONS: {
  [Member in keyof ClientFilter]-?: (
    query: Query,
    value: NonNullable<ClientFilter[Member]>,
    dialect: Dialect,
  ) => unknown;
} = {
  all: () => undefined,
  status: (query, status) => query.andWhere('client.status = :status', { status }),
  source: (query, source) => query.andWhere('client.source = :source', { source }),
  search: (query, text, dialect) => search(query, SEARCHED, text, dialect),
  redirectHost: (query, host) => (isRedirectHost(host) ? narrowToHost(query, host) : query.andWhere('1 = 0')),
  clientIds(query, given) {
    const clientIds = given.filter(isClientId);
    if (clientIds.length === 0) query.andWhere('1 = 0');
    else query.andWhere('client.clientId IN (:...clientIds)', { clientIds });
  },
  neverUsed: (query, never) => query.andWhere(`client.lastUsedAt IS ${never ? '' : 'NOT '}NULL`),
  createdBefore: (query, at) =>
    query.andWhere('client.createdAt < :createdBefore', { createdBefore: at.getTime() }),
  lastUsedBefore: (query, at) =>
    query.andWhere('(client.lastUsedAt IS NULL OR client.lastUsedAt < :lastUsedBefore)', {
      lastUsedBefore: at.getTime(),
    }),
  similarTo: (query, clientId) =>
    isClientId(clientId)
      ? query.andWhere(`client.fingerprint = ${fingerprintOf(query)}`, { clientId })
      : query.andWhere('1 = 0'),
};

const RULES = new QueryRules(ClientFilter, {
  unknown: (member) => `A filter has no ${member}; it may have ${Object.keys(CONDITIONS).join(', ')}.`,
  of: "The filter's ",
});

/**
 * Refuses an incomplete filter of a bulk operation. In a list, an absent value means "any"; here it usually means
 * that a request parameter was missing, and the operation would affect every client.
 *
 * @throws DcrInvalidQueryError
 */
export function requireExplicit(filter: unknown): asserts filter is ClientFilter {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
    throw new DcrInvalidQueryError('The filter must be an object, such as { search: "…" } or { all: true }.');
  }
  const inherited = Object.keys(CONDITIONS).find(
    (member) => member in filter && !Object.hasOwn(filter, member),
  );
  if (inherited) {
    throw new DcrInvalidQueryError(
      `The filter's ${inherited} is inherited, such as a getter of a class. Pass a plain object with its value.`,
    );
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
export function narrow(query: Query, filter: ClientFilter, dialect: Dialect): Query {
  RULES.check(filter);
  for (const [member, value] of Object.entries(filter)) {
    if (value !== undefined) CONDITIONS[member as keyof ClientFilter](query, value as never, dialect);
  }
  return query;
}

function fingerprintOf(query: Query): string {
  const { target } = query.expressionMap.mainAlias!.metadata;
  const original = query.subQuery().select('original.fingerprint').from(target, 'original');
  return original.where('original.clientId = :clientId').getQuery();
}
