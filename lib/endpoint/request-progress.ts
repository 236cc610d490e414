import type { IncomingMessage } from 'node:http';
import { arrivalOf, type Progress } from '../http/hidden-body.js';

/** Of requests whose body was not hidden, because the router matched the path more loosely than the middleware did. */
const others = new WeakMap<IncomingMessage, Progress>();

export function markProgress(request: IncomingMessage, reached: Progress): void {
  const arrival = arrivalOf(request);
  if (arrival) arrival.progress = reached;
  else others.set(request, reached);
}

/** `undefined` before the limiter has let the request through. */
export function progressOf(request: IncomingMessage): Progress | undefined {
  return arrivalOf(request)?.progress ?? others.get(request);
}
