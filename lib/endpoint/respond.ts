import type { AbstractHttpAdapter } from '@nestjs/core';
import { CORS_HEADERS, CORS_HEADERS_TO_REMOVE } from './cors.js';

const HEADERS = {
  ...CORS_HEADERS,
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'content-type': 'application/json; charset=utf-8',
};

interface Removable {
  removeHeader(name: string): void;
}

/** Answers on either framework with JSON that no cache keeps and every origin may read. */
export function respond(
  adapter: AbstractHttpAdapter,
  response: unknown,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  for (const name of CORS_HEADERS_TO_REMOVE) (response as Removable).removeHeader(name);
  for (const [name, value] of Object.entries({ ...HEADERS, ...headers }))
    adapter.setHeader(response, name, value);
  adapter.reply(response, body, status);
}
