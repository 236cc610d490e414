import {
  DcrInvalidClientError,
  type DcrRejectionCause,
  DcrTemporarilyUnavailableError,
} from '../errors/index.js';

const MAX_RETRY_AFTER_SECONDS = 30;

/** 400: the client is not one of ours, or its document is gone or invalid. The cause is for the audit alone. */
export function unusableDocument(cause: DcrRejectionCause, ruleId?: string): DcrInvalidClientError {
  return new DcrInvalidClientError('The client metadata document cannot be used.', 400, cause, ruleId);
}

/** The same error for every reason: a caller must not learn what is inside the network. @param wait ms */
export function unreachableDocument(
  rejectionCause: DcrRejectionCause,
  wait: number,
  cause?: unknown,
): DcrTemporarilyUnavailableError {
  const retryAfter = Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(1, Math.ceil(wait / 1_000)));
  return new DcrTemporarilyUnavailableError(
    'The client metadata document cannot be read right now. Try again later.',
    { retryAfter, rejectionCause, cause },
  );
}
