import type { IncomingMessage } from 'node:http';

/**
 * - `admitted`: the limiter has let the request through, so the limit bounds how often it can be refused from here on
 * - `registering`: it has reached `DcrRegistrationService`, which audits its own refusals
 */
type Progress = 'admitted' | 'registering';

const progress = new WeakMap<IncomingMessage, Progress>();

export function markProgress(request: IncomingMessage, reached: Progress): void {
  progress.set(request, reached);
}

/** `undefined` before the limiter has let the request through. */
export function progressOf(request: IncomingMessage): Progress | undefined {
  return progress.get(request);
}
