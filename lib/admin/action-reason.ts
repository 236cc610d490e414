import { MAX_REASON_LENGTH } from '../audit/actor.js';
import { MayBeUndefined, MustBe } from '../validation/value-rules.js';

/** Why an administrator does something. */
export class ActionReason {
  /** For the audit; at most 500 characters. */
  @MayBeUndefined()
  @MustBe(
    `text of at most ${MAX_REASON_LENGTH} characters`,
    (value) => typeof value === 'string' && value.length <= MAX_REASON_LENGTH,
  )
  declare reason?: string;
}
