import { HttpException } from '@nestjs/common';
import {
  DcrAccessDeniedError,
  type DcrError,
  DcrInvalidClientMetadataError,
  DcrServerError,
  DcrSlowDownError,
  DcrTemporarilyUnavailableError,
} from '../errors/index.js';

/** The `caller` of an error that the application's own limiter has caused. */
export const APPLICATION_LIMIT = 'application';
/** Seconds. The application's limiter does not tell us when its window ends. */
const RETRY_AFTER_SECONDS = 60;

/** Maps an exception of the application's guard or limiter to our error; `undefined` for any other exception. */
export function fromHttpException(exception: unknown): DcrError | undefined {
  if (!(exception instanceof HttpException)) return undefined;
  const status = exception.getStatus();
  if (status === 429) return new DcrSlowDownError(RETRY_AFTER_SECONDS, APPLICATION_LIMIT);
  // Never a 401: clients treat it as the signal to register again.
  if (status === 401 || status === 403)
    return new DcrAccessDeniedError('Registration is not open to this caller.');
  if (status === 413 || status === 415) {
    return new DcrInvalidClientMetadataError('The request body is too large or not JSON.', status);
  }
  // A 408 is a timeout of the application's own: the client's metadata is not at fault, and it may try again.
  if (status === 503 || status === 408) {
    return new DcrTemporarilyUnavailableError(undefined, { rejectionCause: 'application' });
  }
  return status < 500
    ? new DcrInvalidClientMetadataError('The request was refused.', 400, 'application')
    : new DcrServerError(exception);
}
