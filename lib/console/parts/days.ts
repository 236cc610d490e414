import { DAY_MS } from '../../async/durations.js';
import type { DayStatistics } from '../../admin/day-statistics.reader.js';

/** The last days without gaps: the statistics omit days without events. */
export function withoutGaps(days: readonly DayStatistics[], range: number): DayStatistics[] {
  const known = new Map(days.map((day) => [day.day.getTime(), day]));
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  return Array.from({ length: range }, (_, at) => {
    const day = today - (range - 1 - at) * DAY_MS;
    return known.get(day) ?? quiet(new Date(day));
  });
}

function quiet(day: Date): DayStatistics {
  return { day, registrations: 0, discoveries: 0, rejections: 0, rejectionsByError: {}, cleanedUp: 0 };
}
