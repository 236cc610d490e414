import type { SelectQueryBuilder } from 'typeorm';
import type { DcrClient, DcrClientSource, DcrClientStatus } from '../clients/client.entity.js';
import { InvalidQueryError } from '../errors/index.js';

/** Which clients are meant; every member that is given must hold. */
export interface ClientFilter {
  status?: DcrClientStatus;
  source?: DcrClientSource;
  /** Part of a name, client id, redirect host or software id, in any case. */
  search?: string;
  clientIds?: string[];
  /** `true`: never used. `false`: used at least once. */
  neverUsed?: boolean;
  createdBefore?: Date;
  /** Also those that were never used. */
  lastUsedBefore?: Date;
  /** Copies of this client: the same redirect URIs and software, itself included. */
  similarTo?: string;
}

type Apply = (query: SelectQueryBuilder<DcrClient>, value: never) => unknown;

const CONDITIONS: { [member in keyof ClientFilter]-?: Apply } = {
  status: (query, status: string) =>
    query.andWhere('client.status = :status', { status: oneOf(status, STATUSES) }),
  source: (query, source: string) =>
    query.andWhere('client.source = :source', { source: oneOf(source, SOURCES) }),
  search: (query, search: string) => query.andWhere(SEARCH, { search: containing(search) }),
  clientIds: (query, clientIds: string[]) =>
    clientIds.length > 0
      ? query.andWhere('client.clientId IN (:...clientIds)', { clientIds })
      : query.andWhere('1 = 0'),
  neverUsed: (query, never: boolean) => query.andWhere(`client.lastUsedAt IS ${never ? '' : 'NOT '}NULL`),
  createdBefore: (query, at: Date) =>
    query.andWhere('client.createdAt < :createdBefore', { createdBefore: time(at) }),
  lastUsedBefore: (query, at: Date) =>
    query.andWhere('(client.lastUsedAt IS NULL OR client.lastUsedAt < :lastUsedBefore)', {
      lastUsedBefore: time(at),
    }),
  similarTo: (query, clientId: string) =>
    query.andWhere(`client.fingerprint = ${fingerprintOf(query)}`, { clientId }),
};

const STATUSES = ['active', 'pending', 'disabled'];
const SOURCES = ['dcr', 'manual'];

const SEARCH = `(${['clientName', 'clientId', 'redirectHosts', 'softwareId']
  .map((column) => `LOWER(client.${column}) LIKE :search ESCAPE '!'`)
  .join(' OR ')})`;

/**
 * Narrows a query over `client`.
 *
 * @throws InvalidQueryError for a member that does not exist: a slip must not mean everyone
 */
export function narrow(
  query: SelectQueryBuilder<DcrClient>,
  filter: ClientFilter,
): SelectQueryBuilder<DcrClient> {
  for (const [member, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(CONDITIONS, member)) {
      throw new InvalidQueryError(
        `A filter has no ${member}; it may have ${Object.keys(CONDITIONS).join(', ')}.`,
      );
    }
    CONDITIONS[member as keyof ClientFilter](query, value as never);
  }
  return query;
}

function oneOf(value: string, allowed: string[]): string {
  if (allowed.includes(value)) return value;
  throw new InvalidQueryError(`A filter takes one of: ${allowed.join(', ')}.`);
}

function containing(text: string): string {
  return `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`;
}

function time(at: Date): number {
  return at.getTime();
}

function fingerprintOf(query: SelectQueryBuilder<DcrClient>): string {
  const { target } = query.expressionMap.mainAlias!.metadata;
  const original = query.subQuery().select('original.fingerprint').from(target, 'original');
  return original.where('original.clientId = :clientId').getQuery();
}
