import type { IncomingMessage } from 'node:http';

/**
 * - `admitted`: the limiter has let the request through, so the limit bounds how often it can be refused from here on
 * - `registering`: it has reached `DcrRegistrationService`, which audits its own refusals
 */
type Progress = 'admitted' | 'registering';

const PROGRESS = Symbol('DCR_PROGRESS');

type MarkedRequest = IncomingMessage & { [PROGRESS]?: Progress };

export function markProgress(request: MarkedRequest, reached: Progress): void {
  request[PROGRESS] = reached;
}

/** `undefined` before the limiter has let the request through. */
export function progressOf(request: MarkedRequest): Progress | undefined {
  return request[PROGRESS];
}
