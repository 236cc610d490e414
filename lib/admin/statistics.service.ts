import { DAY_MS } from '../async/durations.js';
import { Remembered } from '../async/remembered.js';
import { DiscoverySwitch } from '../cimd/discovery.switch.js';
import { type CapacityUse, ClientCapacityService } from '../registration/client-capacity.service.js';
import { CLIENT_SOURCES, type DcrClientSource } from '../clients/client.entity.js';
import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { RegistrationSwitch } from '../registration/registration.switch.js';
import { addTo, type DayStatistics, DayStatisticsReader } from './day-statistics.reader.js';
import { type PauseDetails, readPause } from './pause-details.js';
import { DEFAULT_DAYS, StatisticsQuery } from './statistics.query.js';
import { QueryRules } from './query.rules.js';

/** The idle age where the option is a function, days. */
const DEFAULT_IDLE_DAYS = 30;
/** Counts above this are cached: they are slow, and an overview is reloaded often. */
const MIN_CACHED_COUNT = 100_000;
const COUNTS_CACHE_MS = 30_000;

const RULES = new QueryRules(StatisticsQuery);

/**
 * The numbers for an operator's overview.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export interface DcrStatistics {
  active: number;
  pending: number;
  /** When the pending client that has waited longest registered; `null` if none is pending. */
  oldestPending: Date | null;
  disabled: number;
  /** The number of clients by source, whatever their status. */
  bySource: Record<DcrClientSource, number>;
  /** Active clients that were never used. */
  neverUsed: number;
  /** Active clients last used longer ago than `cleanup.idleAfter` (30 days if that is a function). */
  idle: number;
  /** Absent if `maxClients` is not set. */
  cap?: CapacityUse;
  /** Who paused registration, why and since when; `false` while registration is open. */
  paused: PauseDetails | false;
  /** Who paused the fetching of metadata documents, why and since when; `false` while it goes on. */
  discoveryPaused: PauseDetails | false;
  /** Accepted registrations in the range. */
  registrations: number;
  /** Clients that were discovered by their metadata documents in the range. */
  discoveries: number;
  /** Rejected registrations and discoveries in the range. */
  rejections: number;
  /** The same by OAuth error code. */
  rejectionsByError: Record<string, number>;
  /** The days of the range that have events, oldest first. */
  days: DayStatistics[];
}

type ClientCounts = Pick<
  DcrStatistics,
  'active' | 'pending' | 'oldestPending' | 'disabled' | 'bySource' | 'neverUsed' | 'idle'
>;

/** Counts clients and audit events. Counts above 100,000 rows are at most 30 seconds old. */
export class StatisticsService {
  private readonly idleAfter: number;
  private readonly clientCounts = new Remembered<ClientCounts>(
    ({ active, pending, disabled }) => active + pending + disabled > MIN_CACHED_COUNT,
    COUNTS_CACHE_MS,
  );
  private readonly auditDays = new Remembered<DayStatistics[]>(
    (days) =>
      sum(days.map((day) => day.registrations + day.discoveries + day.rejections + day.cleanedUp)) >
      MIN_CACHED_COUNT,
    COUNTS_CACHE_MS,
  );

  constructor(
    private readonly database: DcrDatabase,
    private readonly registration: RegistrationSwitch,
    private readonly discovery: DiscoverySwitch,
    private readonly capacity: ClientCapacityService,
    private readonly rows: ClientRows,
    private readonly dayReader: DayStatisticsReader,
    { cleanup }: ResolvedDcrOptions,
  ) {
    const idleAfter = cleanup ? cleanup.idleAfter : undefined;
    this.idleAfter = typeof idleAfter === 'number' ? idleAfter : DEFAULT_IDLE_DAYS * DAY_MS;
  }

  /** @throws DcrInvalidQueryError */
  async read(query: StatisticsQuery): Promise<DcrStatistics> {
    const given = RULES.convert(query);
    RULES.check(given);
    const { days: range = DEFAULT_DAYS } = given;
    const [clients, days, paused, discoveryPaused, cap] = await Promise.all([
      this.clientCounts.get('', () => this.clients()),
      this.auditDays.get(String(range), () => this.dayReader.read(range)),
      readPause(this.database, this.registration, 'registration.paused'),
      readPause(this.database, this.discovery, 'discovery.paused'),
      this.capacity.use(),
    ]);
    const rejectionsByError: Record<string, number> = {};
    for (const day of days) {
      for (const [error, count] of Object.entries(day.rejectionsByError))
        addTo(rejectionsByError, error, count);
    }
    return {
      ...clients,
      cap,
      paused,
      discoveryPaused,
      registrations: sum(days.map((day) => day.registrations)),
      discoveries: sum(days.map((day) => day.discoveries)),
      rejections: sum(days.map((day) => day.rejections)),
      rejectionsByError,
      days,
    };
  }

  private async clients(): Promise<ClientCounts> {
    const idleSince = this.database.now().getTime() - this.idleAfter;
    const query = this.rows
      .query()
      .select('client.status', 'status')
      .addSelect('client.source', 'source')
      .addSelect('COUNT(*)', 'all')
      .addSelect('MIN(client.createdAt)', 'oldest')
      .addSelect('SUM(CASE WHEN client.lastUsedAt IS NULL THEN 1 ELSE 0 END)', 'neverUsed')
      .addSelect('SUM(CASE WHEN client.lastUsedAt <= :idleSince THEN 1 ELSE 0 END)', 'idle')
      .setParameters({ idleSince })
      .groupBy('client.status')
      .addGroupBy('client.source');
    const rows = await this.database.read(query, (counted) =>
      counted.getRawMany<Record<string, string | number>>(),
    );
    const of = (status: string, count: string) =>
      sumOf(
        rows.filter((row) => row['status'] === status),
        count,
      );
    return {
      active: of('active', 'all'),
      pending: of('pending', 'all'),
      oldestPending: oldestOf(rows.filter((row) => row['status'] === 'pending')),
      disabled: of('disabled', 'all'),
      bySource: Object.fromEntries(
        CLIENT_SOURCES.map((source) => [
          source,
          sumOf(
            rows.filter((row) => row['source'] === source),
            'all',
          ),
        ]),
      ) as Record<DcrClientSource, number>,
      neverUsed: of('active', 'neverUsed'),
      idle: of('active', 'idle'),
    };
  }
}

function sumOf(rows: Record<string, string | number>[], count: string): number {
  return sum(rows.map((row) => Number(row[count])));
}

function oldestOf(rows: Record<string, string | number>[]): Date | null {
  return rows.length > 0 ? new Date(Math.min(...rows.map((row) => Number(row['oldest'])))) : null;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
