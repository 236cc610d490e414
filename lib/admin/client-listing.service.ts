import type { SelectQueryBuilder } from 'typeorm';
import { Remembered } from '../async/remembered.js';
import { ClientRows } from '../clients/client.rows.js';
import type { DcrClient, DcrClientStatus } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { narrow } from './client.conditions.js';
import type { ClientFilter } from './client-filter.js';
import { type ClientSort, ListClientsQuery } from './list-clients.query.js';
import { type Direction, fromCursor, keyset, type Page, toCursor } from './page.js';
import { DEFAULT_LIMIT } from './page-query.js';
import { QueryRules } from './query.rules.js';

/**
 * A page of clients.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export interface ClientPage extends Page<DcrClient> {
  /** Clients that match the query apart from its status, by status. Above 100,000, at most 30 seconds old. */
  counts: Record<DcrClientStatus, number> & { total: number };
}

const PAGE_SIZE = 500;
/** Counts above this are cached: counting takes longer than reading the page. */
const MIN_CACHED_COUNT = 100_000;
const COUNTS_CACHE_MS = 30_000;

/** A part of a sort order in which no column is null, so that an index and a cursor work for it. */
interface Segment {
  condition?: string;
  columns: string[];
}

const CREATED: Segment = { columns: ['client.createdAt', 'client.id'] };
const NEVER_USED: Segment = { ...CREATED, condition: 'client.lastUsedAt IS NULL' };
const USED: Segment = {
  columns: ['client.lastUsedAt', 'client.createdAt', 'client.id'],
  condition: 'client.lastUsedAt IS NOT NULL',
};
const SORTS: Record<ClientSort, { direction: Direction; segments: Segment[] }> = {
  createdAt: { direction: 'ASC', segments: [CREATED] },
  '-createdAt': { direction: 'DESC', segments: [CREATED] },
  lastUsedAt: { direction: 'ASC', segments: [NEVER_USED, USED] },
  '-lastUsedAt': { direction: 'DESC', segments: [USED, NEVER_USED] },
};

const RULES = new QueryRules(ListClientsQuery);

/** Lists clients page by page. Every page costs the same, however far into the list it is. */
export class ClientListingService {
  private readonly counts = new Remembered<ClientPage['counts']>(
    ({ total }) => total > MIN_CACHED_COUNT,
    COUNTS_CACHE_MS,
  );

  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {}

  async list(query: ListClientsQuery): Promise<ClientPage> {
    const { sort = '-createdAt', cursor, limit = DEFAULT_LIMIT, ...filter } = RULES.convert(query);
    RULES.check({ sort, cursor, limit });
    const { direction, segments } = SORTS[sort];
    let { at, after } = readCursor(cursor, sort, segments);
    const found: { client: DcrClient; segment: number }[] = [];
    for (; at < segments.length && found.length <= limit; at++, after = undefined) {
      const clients = await this.find(filter, segments[at]!, direction, limit + 1 - found.length, after);
      for (const client of clients) found.push({ client, segment: at });
    }
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    const page: ClientPage = {
      items: items.map(({ client }) => client),
      counts: await this.counts.get(JSON.stringify(filter), () => this.count(filter)),
    };
    if (last) page.nextCursor = cursorBehind(last.client, sort, last.segment, segments);
    return page;
  }

  /** Every matching client, in the order of the primary key, so that changes meanwhile neither skip nor repeat one. */
  async *each(filter: ClientFilter): AsyncGenerator<DcrClient> {
    let after = '';
    for (;;) {
      const query = this.query(filter).andWhere('client.id > :after', { after });
      const page = await this.database.read(query.orderBy('client.id').limit(PAGE_SIZE), (next) =>
        next.getMany(),
      );
      if (page.length === 0) return;
      after = page.at(-1)!.id;
      yield* page;
    }
  }

  query(filter: ClientFilter): SelectQueryBuilder<DcrClient> {
    return narrow(this.rows.query(), filter, this.database.dialect);
  }

  private find(
    filter: ClientFilter,
    { condition, columns }: Segment,
    direction: Direction,
    limit: number,
    after?: (string | number)[],
  ): Promise<DcrClient[]> {
    const query = this.query(filter);
    if (condition) query.andWhere(condition);
    keyset(query, columns, direction, after);
    return this.database.read(query.limit(limit), (page) => page.getMany());
  }

  private async count({ status: _any, ...filter }: ClientFilter): Promise<ClientPage['counts']> {
    const query = this.query(filter).select('client.status', 'status').addSelect('COUNT(*)', 'count');
    const rows = await this.database.read(query.groupBy('client.status'), (grouped) =>
      grouped.getRawMany<{ status: DcrClientStatus; count: string | number }>(),
    );
    const counts = { active: 0, pending: 0, disabled: 0, total: 0 };
    for (const { status, count } of rows) {
      counts[status] = Number(count);
      counts.total += Number(count);
    }
    return counts;
  }
}

function readCursor(cursor: string | undefined, sort: ClientSort, segments: Segment[]) {
  if (cursor === undefined) return { at: 0, after: undefined };
  for (const [at, { columns }] of segments.entries()) {
    const kinds = columns.map((column) => (column === 'client.id' ? 'string' : 'number'));
    try {
      return { at, after: fromCursor(cursor, `${sort}/${at}`, kinds) };
    } catch (error) {
      if (at === segments.length - 1) throw error;
    }
  }
  return { at: 0, after: undefined };
}

function cursorBehind(client: DcrClient, sort: ClientSort, at: number, segments: Segment[]): string {
  const values = segments[at]!.columns.map((column) => {
    const value = client[column.slice('client.'.length) as 'id' | 'createdAt' | 'lastUsedAt'];
    return value instanceof Date ? value.getTime() : value!;
  });
  return toCursor(`${sort}/${at}`, values);
}
