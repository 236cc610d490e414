import { Brackets } from 'typeorm';
import { Remembered } from '../async/remembered.js';
import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { openAt } from '../sessions/open-session.js';
import { DcrSession } from '../sessions/session.entity.js';
import { ListRedirectHostsQuery, type RedirectHostSort } from './list-redirect-hosts.query.js';
import { fromCursor, type Page, toCursor } from './page.js';
import { DEFAULT_LIMIT } from './page-query.js';
import { QueryRules } from './query.rules.js';
import { groupsOf } from './redirect-host.js';

/** Above this number of clients, the counts are cached: they are slow. */
const MIN_CACHED_CLIENTS = 100_000;
const CACHE_MS = 30_000;

/**
 * The clients that send users to one host. A client with several hosts counts under each of them.
 *
 * @see docs/operating.md#clients-by-redirect-host
 */
export interface RedirectHostSummary {
  /** In lower case, without a port. `loopback` stands for `localhost`, `127.0.0.1` and `[::1]`. */
  redirectHost: string;
  /** Whatever their status and source. */
  clients: number;
  active: number;
  /** Whatever their status. */
  neverUsed: number;
  openSessions: number;
  /** When the newest of the clients registered. */
  newest: Date;
}

interface Summaries {
  clients: number;
  hosts: RedirectHostSummary[];
}

/** The hosts of clients as JSON, and what is counted of the clients that have exactly these. */
type Counted<Member extends keyof RedirectHostSummary> = { hosts: string } & Record<Member, string | number>;
type CountedClients = Counted<'clients' | 'active' | 'neverUsed' | 'newest'>;

/** In the JSON of a list of hosts. */
const PORTS = /:\d+"/g;

const RULES = new QueryRules(ListRedirectHostsQuery);

/**
 * Lists the hosts that clients send users to. The database counts the clients with the same list of hosts, of which there
 * are few apart from loopback ports; so no column has to be kept up to date by each registration.
 */
export class RedirectHostListingService {
  private readonly summaries = new Remembered<Summaries>(
    ({ clients }) => clients > MIN_CACHED_CLIENTS,
    CACHE_MS,
  );

  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {}

  async list(query: ListRedirectHostsQuery): Promise<Page<RedirectHostSummary>> {
    const given = RULES.convert(query);
    RULES.check(given);
    const { search = '', sort = '-clients', cursor, limit = DEFAULT_LIMIT } = given;
    const order = orderOf(sort);
    const after = cursor === undefined ? undefined : order.read(cursor);
    const { hosts } = await this.summaries.get('', () => this.summarize());
    const text = search.toLowerCase();
    const found = hosts
      .filter((host) => host.redirectHost.includes(text) && (!after || order.compare(after, host) < 0))
      .toSorted(order.compare);
    const page: Page<RedirectHostSummary> = { items: found.slice(0, limit) };
    const last = page.items.at(-1);
    if (last && found.length > limit) page.nextCursor = order.toCursor(last);
    return page;
  }

  private async summarize(): Promise<Summaries> {
    const [counted, openSessions] = await Promise.all([this.countClients(), this.countOpenSessions()]);
    const hosts = new Map<string, RedirectHostSummary>();
    const summariesOf = remembering((host) => {
      const summary = hosts.get(host) ?? emptySummary(host);
      hosts.set(host, summary);
      return summary;
    });
    let total = 0;
    for (const row of counted) {
      const [clients, active, neverUsed] = [Number(row.clients), Number(row.active), Number(row.neverUsed)];
      const newest = Number(row.newest);
      total += clients;
      for (const summary of summariesOf(row.hosts)) {
        summary.clients += clients;
        summary.active += active;
        summary.neverUsed += neverUsed;
        if (newest > summary.newest.getTime()) summary.newest = new Date(newest);
      }
    }
    for (const row of openSessions) {
      for (const summary of summariesOf(row.hosts)) summary.openSessions += Number(row.openSessions);
    }
    // A client may have been removed between the two queries.
    return { clients: total, hosts: [...hosts.values()].filter(({ clients }) => clients > 0) };
  }

  private countClients(): Promise<CountedClients[]> {
    const query = this.rows
      .query()
      .select('client.redirectHosts', 'hosts')
      .addSelect('COUNT(*)', 'clients')
      .addSelect("SUM(CASE WHEN client.status = 'active' THEN 1 ELSE 0 END)", 'active')
      .addSelect('SUM(CASE WHEN client.lastUsedAt IS NULL THEN 1 ELSE 0 END)', 'neverUsed')
      .addSelect('MAX(client.createdAt)', 'newest')
      .groupBy('client.redirectHosts');
    return this.database.read(query, (rows) => rows.getRawMany<CountedClients>());
  }

  private countOpenSessions(): Promise<Counted<'openSessions'>[]> {
    const open = openAt(this.database.now());
    const query = this.database.dataSource
      .createQueryBuilder(DcrSession, 'session')
      .innerJoin(this.rows.entity, 'client', 'client.clientId = session.clientId')
      .select('client.redirectHosts', 'hosts')
      .addSelect('COUNT(*)', 'openSessions')
      .where(new Brackets((either) => either.where(open)))
      .groupBy('client.redirectHosts');
    return this.database.read(query, (rows) => rows.getRawMany<Counted<'openSessions'>>());
  }
}

/** Most lists of hosts differ only in their ports, and reading JSON takes longer than removing them. */
function remembering(
  summaryOf: (host: string) => RedirectHostSummary,
): (json: string) => RedirectHostSummary[] {
  const known = new Map<string, RedirectHostSummary[]>();
  return (json) => {
    const withoutPorts = json.replaceAll(PORTS, '"');
    let summaries = known.get(withoutPorts);
    if (!summaries) {
      summaries = Array.from(groupsOf(JSON.parse(withoutPorts) as string[]), summaryOf);
      known.set(withoutPorts, summaries);
    }
    return summaries;
  };
}

function emptySummary(redirectHost: string): RedirectHostSummary {
  return { redirectHost, clients: 0, active: 0, neverUsed: 0, openSessions: 0, newest: new Date(0) };
}

/** The host breaks ties, in the same direction. */
function orderOf(sort: RedirectHostSort) {
  const direction = sort.startsWith('-') ? -1 : 1;
  const member = sort.replace('-', '') as keyof RedirectHostSummary;
  const kind = member === 'redirectHost' ? 'host' : 'number';
  const compare = (one: RedirectHostSummary, other: RedirectHostSummary) => {
    if (one[member] < other[member]) return -direction;
    if (one[member] > other[member]) return direction;
    return one.redirectHost < other.redirectHost
      ? -direction
      : one.redirectHost > other.redirectHost
        ? direction
        : 0;
  };
  return {
    compare,
    read(cursor: string): RedirectHostSummary {
      const [value, redirectHost] = fromCursor(cursor, sort, [kind, 'host']);
      return { ...emptySummary(''), [member]: value, redirectHost: String(redirectHost) };
    },
    toCursor(host: RedirectHostSummary): string {
      const value = host[member];
      return toCursor(sort, [value instanceof Date ? value.getTime() : value, host.redirectHost]);
    },
  };
}
