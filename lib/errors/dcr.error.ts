import type { DcrRejectionCause } from './rejection-cause.js';

/** RFC 6749 §5.2: an `error_description` may contain printable ASCII, except `"` and `\`. */
const NOT_ALLOWED_IN_DESCRIPTION = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;
export const MAX_DESCRIPTION_LENGTH = 500;

/**
 * Optional details of an error, besides its code and description.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2
 */
export interface DcrErrorDetails {
  /** Seconds, sent as `Retry-After`. */
  retryAfter?: number;
  /**
   * Whether the authorization endpoint may send this error to the redirect URI. `false`: show a page instead, because
   * the client or its redirect URI is not known to be valid. Default: `false`.
   *
   * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
   */
  redirectable?: boolean;
  /** The internal cause; logged, never sent. */
  cause?: unknown;
  /** Why a registration was rejected, for the audit. */
  rejectionCause?: DcrRejectionCause;
  /** The rule that denied it, for the audit. */
  ruleId?: string;
}

/**
 * The base class of this package's errors: an OAuth error code, an HTTP status and a description that says what to
 * change.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2
 */
export class DcrError extends Error {
  /** What to change; sent as `error_description`. At most 500 printable ASCII characters. */
  readonly description: string;
  /** Whole seconds, sent as `Retry-After`. Absent if waiting does not help. */
  readonly retryAfter?: number;
  /** Whether the authorization endpoint may send this error to the redirect URI. */
  readonly redirectable: boolean;
  /** Why a registration was rejected, as the audit log records it. */
  readonly rejectionCause?: DcrRejectionCause;
  /** The id of the rule that denied a registration, as the audit log records it. Never sent. */
  readonly ruleId?: string;

  constructor(
    /** The OAuth error code. */
    readonly error: string,
    /** The HTTP status. */
    readonly status: number,
    description: string,
    details: DcrErrorDetails = {},
  ) {
    const safe = toErrorDescription(description);
    super(safe, { cause: details.cause });
    this.name = new.target.name;
    this.description = safe;
    this.redirectable = details.redirectable ?? false;
    if (details.rejectionCause) this.rejectionCause = details.rejectionCause;
    if (details.ruleId !== undefined) this.ruleId = details.ruleId;
    if (details.retryAfter !== undefined) this.retryAfter = Math.max(1, Math.ceil(details.retryAfter));
  }

  /** The status again: Nest answers an error with the members of `http-errors` by it, also without `DcrErrorFilter`. */
  get statusCode(): number {
    return this.status;
  }

  /** The message may be sent: it never contains anything internal. */
  get expose(): boolean {
    return true;
  }
}

function toErrorDescription(text: string): string {
  return text.replace(NOT_ALLOWED_IN_DESCRIPTION, '?').slice(0, MAX_DESCRIPTION_LENGTH);
}
