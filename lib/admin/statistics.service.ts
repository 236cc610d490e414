import { Inject, Injectable } from '@nestjs/common';
import { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { DAY_MS } from '../async/durations.js';
import { Remembered } from '../async/remembered.js';
import { DiscoverySwitch } from '../cimd/discovery.switch.js';
import { type CapacityUse, ClientCapacityService } from '../registration/client-capacity.service.js';
import { CLIENT_SOURCES, type DcrClientSource } from '../clients/client.entity.js';
import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DCR_OPTIONS, ResolvedDcrOptions } from '../options/resolved-options.js';
import { RegistrationSwitch } from '../registration/registration.switch.js';
import { type PauseDetails, readPause } from './pause-details.js';

const DAYS = 30;
/** Counts above this are cached: they are slow, and an overview is reloaded often. */
const MIN_CACHED_COUNT = 100_000;
const COUNTS_CACHE_MS = 30_000;

/**
 * The numbers of one day (UTC), from the audit log.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export interface DayStatistics {
  /** The start of the day. */
  day: Date;
  /** Accepted attempts. */
  registrations: number;
  /** Rejected attempts. */
  rejections: number;
  /** Rejected attempts by OAuth error code. */
  rejectionsByError: Record<string, number>;
  /** Clients that were cleaned up. */
  cleanedUp: number;
}

/**
 * The numbers for an operator's overview.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export interface DcrStatistics {
  active: number;
  pending: number;
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
  /** Accepted attempts in the last 30 days. */
  registrations: number;
  /** Rejected attempts in the last 30 days. */
  rejections: number;
  /** Rejected attempts in the last 30 days, by OAuth error code. */
  rejectionsByError: Record<string, number>;
  /** Those of the last 30 days that have events, oldest first. */
  days: DayStatistics[];
}

type ClientCounts = Pick<
  DcrStatistics,
  'active' | 'pending' | 'disabled' | 'bySource' | 'neverUsed' | 'idle'
>;

/** Counts clients and audit events. Counts above 100,000 rows are at most 30 seconds old. */
@Injectable()
export class StatisticsService {
  private readonly idleAfter: number;
  private readonly clientCounts = new Remembered<ClientCounts>(
    ({ active, pending, disabled }) => active + pending + disabled > MIN_CACHED_COUNT,
    COUNTS_CACHE_MS,
  );
  private readonly auditDays = new Remembered<DayStatistics[]>(
    (days) => sum(days.map((day) => day.registrations + day.rejections + day.cleanedUp)) > MIN_CACHED_COUNT,
    COUNTS_CACHE_MS,
  );

  constructor(
    private readonly database: DcrDatabase,
    private readonly registration: RegistrationSwitch,
    private readonly discovery: DiscoverySwitch,
    private readonly capacity: ClientCapacityService,
    private readonly rows: ClientRows,
    @Inject(DCR_OPTIONS) { cleanup }: ResolvedDcrOptions,
  ) {
    const idleAfter = cleanup ? cleanup.idleAfter : undefined;
    this.idleAfter = typeof idleAfter === 'number' ? idleAfter : DAYS * DAY_MS;
  }

  async read(): Promise<DcrStatistics> {
    const [clients, days, paused, discoveryPaused, cap] = await Promise.all([
      this.clientCounts.get('', () => this.clients()),
      this.auditDays.get('', () => this.days()),
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

  private async days(): Promise<DayStatistics[]> {
    const today = Math.floor(this.database.now().getTime() / DAY_MS) * DAY_MS;
    // Use the remainder, because integer division differs between databases.
    const day = `event.createdAt - event.createdAt % ${DAY_MS}`;
    const query = this.database.dataSource
      .createQueryBuilder(DcrAuditEvent, 'event')
      .select(day, 'day')
      .addSelect('event.type', 'type')
      .addSelect('event.error', 'error')
      .addSelect('SUM(event.count)', 'count')
      .where('event.createdAt >= :from', { from: today - (DAYS - 1) * DAY_MS })
      .andWhere(`event.type IN ('client.registered', 'client.rejected', 'client.cleaned_up')`)
      .groupBy(day)
      .addGroupBy('event.type')
      .addGroupBy('event.error');
    const rows = await this.database.read(query, (counted) =>
      counted.getRawMany<{
        day: string | number;
        type: string;
        error: string | null;
        count: string | number;
      }>(),
    );
    const days = new Map<number, DayStatistics>();
    for (const row of rows) tally(days, { ...row, day: Number(row.day), count: Number(row.count) });
    return [...days.values()].toSorted((one, other) => one.day.getTime() - other.day.getTime());
  }
}

function tally(
  days: Map<number, DayStatistics>,
  row: { day: number; type: string; error: string | null; count: number },
): void {
  const day = days.get(row.day) ?? {
    day: new Date(row.day),
    registrations: 0,
    rejections: 0,
    rejectionsByError: {},
    cleanedUp: 0,
  };
  days.set(row.day, day);
  if (row.type === 'client.registered') day.registrations += row.count;
  else if (row.type === 'client.cleaned_up') day.cleanedUp += row.count;
  else {
    day.rejections += row.count;
    addTo(day.rejectionsByError, row.error ?? 'unknown', row.count);
  }
}

function addTo(counts: Record<string, number>, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count;
}

function sumOf(rows: Record<string, string | number>[], count: string): number {
  return sum(rows.map((row) => Number(row[count])));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
