import type { ServerResponse } from 'node:http';
import type { DcrError } from '../errors/index.js';
import { CORS_HEADERS, CORS_HEADERS_TO_REMOVE } from './cors.js';

const HEADERS: Readonly<Record<string, string>> = {
  ...CORS_HEADERS,
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'content-type': 'application/json; charset=utf-8',
};

interface FastifyReply {
  raw: ServerResponse;
  code(status: number): this;
  headers(values: Readonly<Record<string, string>>): this;
  removeHeader(name: string): this;
  send(text: string): void;
}

/** What a controller is handed: Express's response is Node's own, Fastify's reply carries it as `raw`. */
export type FrameworkResponse = ServerResponse | FastifyReply;

/** Answers on either framework with JSON that no cache keeps and every origin may read. */
export function respond(
  response: FrameworkResponse,
  status: number,
  body: object,
  headers?: Record<string, string>,
): void {
  const text = JSON.stringify(body);
  for (const name of CORS_HEADERS_TO_REMOVE) response.removeHeader(name);
  if ('raw' in response) {
    if (headers) response.headers(headers);
    response.code(status).headers(HEADERS).send(text);
    return;
  }
  for (const name in headers) response.setHeader(name, headers[name]!);
  // One after the other: over HTTP/2 `setHeader` returns nothing.
  response.setHeader('content-length', Buffer.byteLength(text));
  response.writeHead(status, HEADERS).end(text);
}

/** @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2 */
export function respondWithError(
  response: FrameworkResponse,
  { error, description, status, retryAfter }: DcrError,
  headers: Record<string, string> = {},
): void {
  const all = retryAfter === undefined ? headers : { ...headers, 'retry-after': String(retryAfter) };
  respond(response, status, { error, error_description: description }, all);
}
