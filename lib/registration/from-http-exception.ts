import { HttpException } from '@nestjs/common';
import {
  DcrAccessDeniedError,
  type DcrError,
  DcrInvalidClientMetadataError,
  DcrServerError,
  DcrSlowDownError,
  DcrTemporarilyUnavailableError,
} from '../errors/index.js';

/** A host's own limiter says nothing here about how long it lasts, s. */
const HOST_LIMIT = 60;

/** What a guard or a limiter of the host's refuses, in our vocabulary; `undefined` for anything else. */
export function fromHttpException(exception: unknown): DcrError | undefined {
  if (!(exception instanceof HttpException)) return undefined;
  const status = exception.getStatus();
  if (status === 429) return new DcrSlowDownError(HOST_LIMIT, 'host');
  // Never a 401: clients take it as the sign to register once more.
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
