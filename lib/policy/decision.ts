import { toPrintable } from '../text/safe-text.js';

const MAX_REASON_LENGTH = 500;

/**
 * The decision of a policy. Anything else that a policy returns, such as `undefined` or `true`, counts as a fault in
 * the policy and rejects the registration.
 *
 * @see docs/policies.md
 */
export class DcrDecision {
  /** For `deny`, it is sent as `error_description`: say what the client should change, and reveal nothing secret. */
  readonly reason?: string;

  private constructor(
    readonly outcome: 'allow' | 'pending' | 'deny',
    reason?: string,
  ) {
    // A reason may quote what a client sent, cut in the middle of a character.
    if (reason !== undefined) this.reason = toPrintable(reason, MAX_REASON_LENGTH);
    Object.freeze(this);
  }

  /** Registers the client; it can be used at once. */
  static allow(): DcrDecision {
    return new DcrDecision('allow');
  }

  /** Answers 201, but the client is unusable until an administrator enables it. The reason is for the administrator. */
  static allowPending(reason: string): DcrDecision {
    return new DcrDecision('pending', reason);
  }

  /** Answers 400 `invalid_client_metadata`, with the reason as the description. */
  static deny(reason: string): DcrDecision {
    return new DcrDecision('deny', reason);
  }
}
