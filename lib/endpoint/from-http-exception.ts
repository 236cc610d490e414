import { HttpException } from '@nestjs/common';
import {
  DcrAccessDeniedError,
  type DcrError,
  DcrInvalidClientMetadataError,
  DcrServerError,
  DcrSlowDownError,
  DcrTemporarilyUnavailableError,
} from '../errors/index.js';

/** Stands for the caller in an error of the application's own limiter. */
export const APPLICATION_LIMIT = 'application';
/** The application's limiter does not tell us when its window ends, s. */
const RETRY_AFTER_SECONDS = 60;

/** What a guard or a limiter of the application's refuses, as one of our errors; `undefined` for anything else. */
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
  if (status < 500) return new DcrInvalidClientMetadataError('The request was refused.', 400, 'application');
  return status === 503
    ? new DcrTemporarilyUnavailableError(undefined, { rejectionCause: 'application' })
    : new DcrServerError(exception);
}
