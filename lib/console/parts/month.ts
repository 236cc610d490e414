import type { DayStatistics } from '../../admin/day-statistics.reader.js';

const DAY = 86_400_000;
const DAYS = 30;

/** The last 30 days without gaps: the statistics omit days without events. */
export function month(days: DayStatistics[]): DayStatistics[] {
  const known = new Map(days.map((day) => [day.day.getTime(), day]));
  const today = Math.floor(Date.now() / DAY) * DAY;
  return Array.from({ length: DAYS }, (_, at) => {
    const day = today - (DAYS - 1 - at) * DAY;
    return known.get(day) ?? quiet(new Date(day));
  });
}

function quiet(day: Date): DayStatistics {
  return { day, registrations: 0, discoveries: 0, rejections: 0, rejectionsByError: {}, cleanedUp: 0 };
}
