import type { IncomingMessage } from 'node:http';
import { originalHeaders } from './hidden-body.js';

/** A body that nobody will read must not be waited for: small ones are already here, others end the connection. */
export function endsConnection(request: IncomingMessage): Record<string, string> {
  // HTTP/2 has many requests on one connection, and ends one without the others.
  if (request.httpVersionMajor > 1) return {};
  const length = originalHeaders(request)?.['content-length'];
  const isSmall = length !== undefined && Number(length) <= 16 * 1_024;
  return request.readableEnded || request.complete || isSmall ? {} : { connection: 'close' };
}
