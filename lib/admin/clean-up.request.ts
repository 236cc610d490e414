import { IsBoolean } from 'class-validator';
import { ToBoolean } from '../validation/conversions.js';
import { MayBeUndefined, must } from '../validation/value-rules.js';
import { ActionReason } from './action-reason.js';
import { QueryRules } from './query.rules.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

/**
 * Options of a sweep that an operator starts.
 *
 * @see docs/operating.md#clean-up-unused-clients
 */
@SwaggerMembers({ dryRun: SHOWN.boolean })
export class CleanUpRequest extends ActionReason {
  /** Only count what the sweep would remove. Default: `false`. */
  @MayBeUndefined()
  @ToBoolean()
  @IsBoolean(must('true or false'))
  declare dryRun?: boolean | undefined;
}

const RULES = new QueryRules(CleanUpRequest);

/** @throws DcrInvalidQueryError (400) */
export function checkCleanUp(request: CleanUpRequest): void {
  RULES.check(request);
}
