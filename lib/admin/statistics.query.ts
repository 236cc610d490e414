import { Type } from 'class-transformer';
import { MayBeUndefined, MustBe } from '../validation/value-rules.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

const RANGES = [7, 30, 90] as const;
export const DEFAULT_DAYS = 30;

/**
 * Selects the range of the statistics.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
@SwaggerMembers({ days: SHOWN.number })
export class StatisticsQuery {
  /** Whole days (UTC), today included: 7, 30 or 90. Default: 30. The audit's retention may be shorter. */
  @MayBeUndefined()
  @Type(() => Number)
  @MustBe(`one of: ${RANGES.join(', ')}`, (days) => (RANGES as readonly unknown[]).includes(days))
  declare days?: (typeof RANGES)[number] | undefined;
}
