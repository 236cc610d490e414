import type { IncomingMessage } from 'node:http';
import { originalHeaders } from './hidden-body.js';

/** Maximum size of the request body. */
export const MAX_BODY_BYTES = 16 * 1_024;

/**
 * Returns the headers for a response to a request whose body we won't read. Don't wait for it: a small body has already
 * arrived or is about to; for a larger one, close the connection after the response.
 *
 * @param isSlow close it for a small body too
 */
export function headersForUnreadBody(request: IncomingMessage, isSlow = false): Record<string, string> {
  // In HTTP/2, one request can end without the others on its connection.
  if (request.httpVersionMajor > 1) return {};
  const length = originalHeaders(request)?.['content-length'];
  const isSmall = length !== undefined && Number(length) <= MAX_BODY_BYTES;
  return request.readableEnded || request.complete || (isSmall && !isSlow) ? {} : { connection: 'close' };
}
