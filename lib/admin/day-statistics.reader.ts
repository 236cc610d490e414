import { DAY_MS } from '../async/durations.js';
import { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';

/**
 * The numbers of one day (UTC), from the audit log.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export interface DayStatistics {
  /** The start of the day. */
  day: Date;
  /** Accepted registrations. */
  registrations: number;
  /** Clients that were discovered by their metadata documents. */
  discoveries: number;
  /** Rejected registrations and discoveries. */
  rejections: number;
  /** Rejected attempts by OAuth error code. */
  rejectionsByError: Record<string, number>;
  /** Clients that were cleaned up. */
  cleanedUp: number;
}

/** Counts audit events by day. */
export class DayStatisticsReader {
  constructor(private readonly database: DcrDatabase) {}

  /** @param range in days, today included. @returns those that have events, oldest first */
  async read(range: number): Promise<DayStatistics[]> {
    const today = Math.floor(this.database.now().getTime() / DAY_MS) * DAY_MS;
    // Use the remainder, because integer division differs between databases.
    const day = `event.createdAt - event.createdAt % ${DAY_MS}`;
    const query = this.database.dataSource
      .createQueryBuilder(DcrAuditEvent, 'event')
      .select(day, 'day')
      .addSelect('event.type', 'type')
      .addSelect('event.error', 'error')
      .addSelect('SUM(event.count)', 'count')
      .where('event.createdAt >= :from', { from: today - (range - 1) * DAY_MS })
      .andWhere(
        `event.type IN ('client.registered', 'client.discovered', 'client.rejected', 'client.cleaned_up')`,
      )
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
    discoveries: 0,
    rejections: 0,
    rejectionsByError: {},
    cleanedUp: 0,
  };
  days.set(row.day, day);
  if (row.type === 'client.registered') day.registrations += row.count;
  else if (row.type === 'client.discovered') day.discoveries += row.count;
  else if (row.type === 'client.cleaned_up') day.cleanedUp += row.count;
  else {
    day.rejections += row.count;
    addTo(day.rejectionsByError, row.error ?? 'unknown', row.count);
  }
}

export function addTo(counts: Record<string, number>, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count;
}
