import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Without these headers, the body parsers of the application and of the framework see a request without a body. */
const BODY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'] as const;

/** Node's request in middleware, where both frameworks have already set `ip`. */
export type EarlyRequest = IncomingMessage & { ip?: string };

interface Arrival {
  headers: IncomingHttpHeaders;
  ip: string | undefined;
}

/** On the request itself: the garbage collector visits every entry of a `WeakMap` in each of its short cycles. */
const ARRIVAL = Symbol('DCR_ARRIVAL');

type ArrivedRequest = IncomingMessage & { [ARRIVAL]?: Arrival };

/**
 * Hides the body from all parsers, so that the limiter counts and refuses an attempt before its body is read. That
 * keeps refusals cheap in a flood (bench/README.md).
 */
export function hideBody(request: EarlyRequest & ArrivedRequest): void {
  // A second call would store the headers that the first one has left.
  if (request[ARRIVAL]) return;
  request[ARRIVAL] = { headers: { ...request.headers }, ip: request.ip };
  for (const name of BODY_HEADERS) delete request.headers[name];
}

/** The headers as they were sent. Returns `undefined` if the body was not hidden. */
export function originalHeaders(request: ArrivedRequest): IncomingHttpHeaders | undefined {
  return request[ARRIVAL]?.headers;
}

/** The caller's address when the body was hidden. The application may have replaced `request.ip` since. */
export function originalAddress(request: ArrivedRequest): string | undefined {
  return request[ARRIVAL]?.ip;
}
