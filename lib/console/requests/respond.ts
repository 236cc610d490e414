import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { HandlerResponse } from '../../http/framework.js';

/** No scripts, no inline styles, no frames, no external resources, no caching. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

export function sendPage(response: HandlerResponse, page: string, status = 200): void {
  withHeaders(response, PAGE_HEADERS).status(status).send(page);
}

export function redirect(response: HandlerResponse, location: string): void {
  withHeaders(response, { location, 'cache-control': 'no-store' }).status(303).send('');
}

/** Sends a file as it is made. An error on the way aborts the connection: a truncated file must not look complete. */
export async function sendFile(
  response: HandlerResponse,
  { name, type, content }: { name: string; type: string; content: Readable },
): Promise<void> {
  withHeaders(response, {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="${name}"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }).status(200);
  if ('raw' in response) response.send(content);
  else await pipeline(content, response);
}

function withHeaders(response: HandlerResponse, headers: Record<string, string>): HandlerResponse {
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  return response;
}
