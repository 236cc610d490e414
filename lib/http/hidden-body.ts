import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Without these headers every body parser, the host's and the framework's, takes a request for one without a body. */
const BODY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'] as const;

/** Node's request as middleware sees it; both frameworks have put the address of the caller there. */
export type EarlyRequest = IncomingMessage & { ip?: string };

interface Arrival {
  headers: IncomingHttpHeaders;
  ip: string | undefined;
}

const arrivals = new WeakMap<IncomingMessage, Arrival>();

/** Hides the body from all parsers, so that it can be counted, and refused, before anyone reads it. */
export function hideBody(request: EarlyRequest): void {
  // Hidden again, it would lose the headers that were sent.
  if (arrivals.has(request)) return;
  arrivals.set(request, { headers: { ...request.headers }, ip: request.ip });
  for (const name of BODY_HEADERS) delete request.headers[name];
}

/** The headers as they were sent, or `undefined` when the body was not hidden. */
export function originalHeaders(request: IncomingMessage): IncomingHttpHeaders | undefined {
  return arrivals.get(request)?.headers;
}

/** The caller's address as the framework knew it when the body was hidden; a host may set another one later. */
export function originalAddress(request: IncomingMessage): string | undefined {
  return arrivals.get(request)?.ip;
}
