import { send, type HttpRequest } from '../../support/http.js';
import type { Answered } from './seen.js';

/** Sends a request to the application. */
export async function request(url: string, options: HttpRequest): Promise<Answered> {
  const begun = performance.now();
  const { status, headers, text } = await send(url, options);
  const ms = Math.round(performance.now() - begun);
  return { kind: 'answered', status, headers: headers as Record<string, string>, text, ms };
}
