import { toPrintable } from '../text/safe-text.js';

const MAX_REASON_LENGTH = 500;

/**
 * What a policy decides. Only these three count: `undefined`, `true` or an object of your own is taken as a fault
 * in the policy and refuses the registration.
 */
export class DcrDecision {
  /** For `deny` it is sent as the `error_description`: say what the client should change, and nothing secret. */
  readonly reason?: string;

  private constructor(
    readonly outcome: 'allow' | 'pending' | 'deny',
    reason?: string,
  ) {
    // A reason may quote a stranger, cut in the middle of a character.
    if (reason !== undefined) this.reason = toPrintable(reason, MAX_REASON_LENGTH);
    Object.freeze(this);
  }

  /** The client is registered and may be used at once. */
  static allow(): DcrDecision {
    return new DcrDecision('allow');
  }

  /** The client gets its 201 but cannot be used until an administrator enables it. The reason is for them. */
  static allowPending(reason: string): DcrDecision {
    return new DcrDecision('pending', reason);
  }

  /** 400 `invalid_client_metadata`, with the reason as description. */
  static deny(reason: string): DcrDecision {
    return new DcrDecision('deny', reason);
  }
}
