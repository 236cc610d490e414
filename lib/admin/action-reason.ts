import { MAX_REASON_LENGTH } from '../audit/actor.js';
import { MayBeUndefined, MustBe } from '../validation/value-rules.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

/**
 * The reason for an operation.
 *
 * @see docs/operating.md#queries-in-your-own-controllers
 */
@SwaggerMembers({ reason: SHOWN.text })
export class ActionReason {
  /** Recorded in the audit log; at most 500 characters. */
  @MayBeUndefined()
  @MustBe(
    `text of at most ${MAX_REASON_LENGTH} characters`,
    (value) => typeof value === 'string' && value.length <= MAX_REASON_LENGTH,
  )
  declare reason?: string | undefined;
}
