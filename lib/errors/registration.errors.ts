import { DcrError, type DcrErrorDetails } from './dcr.error.js';
import type { DcrRejectionCause } from './rejection-cause.js';

/**
 * 400: a redirect URI that is not a URL, not allowed, or dangerous.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2
 */
export class DcrInvalidRedirectUriError extends DcrError {
  constructor(description: string) {
    super('invalid_redirect_uri', 400, description, { rejectionCause: 'redirect_uris' });
  }
}

/**
 * 400: any other metadata that cannot be registered, or a policy's denial. 413, 415: a body that cannot be read.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2
 */
export class DcrInvalidClientMetadataError extends DcrError {
  constructor(
    description: string,
    status: 400 | 413 | 415 = 400,
    rejectionCause: DcrRejectionCause = status === 400 ? 'metadata' : 'body',
  ) {
    super('invalid_client_metadata', status, description, { rejectionCause });
  }
}

/**
 * 403: a rule of an operator denies the registration, or registration is closed to this caller or, while it is paused, to
 * everyone.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export class DcrAccessDeniedError extends DcrError {
  constructor(description: string, rejectionCause: DcrRejectionCause = 'application', ruleId?: string) {
    super('access_denied', 403, description, { rejectionCause, ...(ruleId !== undefined && { ruleId }) });
  }
}

/**
 * 429: too many attempts; `retryAfter` seconds until the window ends.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6585#section-4
 */
export class DcrSlowDownError extends DcrError {
  constructor(
    retryAfter: number,
    /** The key under which the limiter counts this caller. */
    readonly caller: string,
  ) {
    // Skip the stack trace: it is the most expensive part of a refusal, and useless in a flood.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super('slow_down', 429, 'Too many registration attempts. Wait, then try again.', {
      retryAfter,
      rejectionCause: 'throttled',
    });
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/**
 * 500: an internal failure. The description never says what failed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export class DcrServerError extends DcrError {
  constructor(cause?: unknown, rejectionCause: DcrRejectionCause = 'application') {
    super('server_error', 500, 'The server could not complete the request.', { cause, rejectionCause });
  }
}

/**
 * 503: the database is unavailable, the policy timed out or the cap is reached. The client may retry.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export class DcrTemporarilyUnavailableError extends DcrError {
  constructor(
    description = 'The server cannot complete the request right now. Try again later.',
    details: DcrErrorDetails = {},
  ) {
    super('temporarily_unavailable', 503, description, {
      retryAfter: 5,
      rejectionCause: 'storage',
      ...details,
    });
  }
}
