import { type IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Without these headers, the body parsers of the application and of the framework see a request without a body. */
const BODY_HEADERS = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding'] as const;

/** Node's request in middleware, where both frameworks have already set `ip`. */
export type EarlyRequest = IncomingMessage & { ip?: string };

/** A request whose body is hidden: how it arrived, and how far it has come. */
interface Arrival {
  headers: IncomingHttpHeaders;
  /** The caller's address. The application may have replaced `request.ip` since. */
  ip: string | undefined;
  progress?: Progress;
}

/**
 * - `admitted`: the limiter has let the request through, so the limit bounds how often it can be refused from here on
 * - `registering`: it has reached `DcrRegistrationService`, which audits its own refusals
 */
export type Progress = 'admitted' | 'registering';

/**
 * On the request itself, because the garbage collector visits every entry of a `WeakMap` in each of its short cycles. Not on
 * a request of Express, which replaces the prototype of each: V8 then makes a hidden class for each added property.
 */
const ARRIVAL = Symbol('DCR_ARRIVAL');
const arrivals = new WeakMap<IncomingMessage, Arrival>();

type ArrivedRequest = IncomingMessage & { [ARRIVAL]?: Arrival };

/**
 * Hides the body from all parsers, so that the limiter counts and refuses an attempt before its body is read. That
 * keeps refusals cheap in a flood (bench/README.md).
 */
export function hideBody(request: EarlyRequest & ArrivedRequest): void {
  // A second call would store the headers that the first one has left.
  if (arrivalOf(request)) return;
  const arrival = { headers: { ...request.headers }, ip: request.ip };
  if (isUnchanged(request)) request[ARRIVAL] = arrival;
  else arrivals.set(request, arrival);
  for (const name of BODY_HEADERS) delete request.headers[name];
}

/** Returns `undefined` if the body was not hidden. */
export function arrivalOf(request: ArrivedRequest): Arrival | undefined {
  const arrival = isUnchanged(request) ? undefined : arrivals.get(request);
  // Middleware may have replaced the prototype since.
  return arrival ?? request[ARRIVAL];
}

function isUnchanged(request: IncomingMessage): boolean {
  return Object.getPrototypeOf(request) === IncomingMessage.prototype;
}

/** The headers as they were sent. Returns `undefined` if the body was not hidden. */
export function originalHeaders(request: IncomingMessage): IncomingHttpHeaders | undefined {
  return arrivalOf(request)?.headers;
}
