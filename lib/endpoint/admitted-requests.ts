import type { IncomingMessage } from 'node:http';

const admitted = new WeakSet<IncomingMessage>();

/** Marks a request that the limiter has let through: what is refused from here on is bounded by the limit. */
export function admit(request: IncomingMessage): void {
  admitted.add(request);
}

/** Whether the limiter has let this request through. */
export function isAdmitted(request: IncomingMessage): boolean {
  return admitted.has(request);
}
