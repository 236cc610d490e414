import type { IncomingMessage } from 'node:http';
import { originalHeaders } from './hidden-body.js';

/** Maximum size of a registration's body. */
export const MAX_BODY_BYTES = 16 * 1_024;

/**
 * The headers of an answer to a request whose body nobody will read. A small body has arrived or is about to; for any
 * other, the connection is closed after the answer.
 *
 * @param isSlow the caller is not expected to send the rest
 */
export function connectionHeaders(request: IncomingMessage, isSlow = false): Record<string, string> {
  // HTTP/2 has many requests on one connection, and ends one without the others.
  if (request.httpVersionMajor > 1) return {};
  const length = originalHeaders(request)?.['content-length'];
  const isSmall = length !== undefined && Number(length) <= MAX_BODY_BYTES;
  return request.readableEnded || request.complete || (isSmall && !isSlow) ? {} : { connection: 'close' };
}
