import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Without these headers every body parser, the host's and the framework's, takes a request for one without a body. */
const BODY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'] as const;

const originals = new WeakMap<IncomingMessage, IncomingHttpHeaders>();

/** Hides the body from all parsers, so that it can be counted, and refused, before anyone reads it. */
export function hideBody(request: IncomingMessage): void {
  originals.set(request, { ...request.headers });
  for (const name of BODY_HEADERS) delete request.headers[name];
}

/** The headers as they were sent, or `undefined` when the body was not hidden. */
export function originalHeaders(request: IncomingMessage): IncomingHttpHeaders | undefined {
  return originals.get(request);
}
