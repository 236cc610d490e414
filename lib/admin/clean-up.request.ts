import { IsBoolean } from 'class-validator';
import { ToBoolean } from '../validation/conversions.js';
import { MayBeUndefined, must } from '../validation/value-rules.js';
import { ActionReason } from './action-reason.js';

/** How to clean up. */
export class CleanUpRequest extends ActionReason {
  /** Only count what would be removed. Default: `false`. */
  @MayBeUndefined()
  @ToBoolean()
  @IsBoolean(must('true or false'))
  declare dryRun?: boolean;
}
