import type { DcrError } from '../errors/index.js';
import { CORS_HEADERS, CORS_HEADERS_TO_REMOVE, preflightHeaders } from './cors.js';
import type { FrameworkResponse, HandlerResponse } from './framework.js';

type Headers = Readonly<Record<string, string>>;

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const ENDPOINT_HEADERS: Headers = {
  ...CORS_HEADERS,
  'cache-control': 'no-store',
  pragma: 'no-cache',
  ...JSON_TYPE,
};
const PREFLIGHT_HEADERS = preflightHeaders('GET');
const DOCUMENT_HEADERS: Headers = { ...PREFLIGHT_HEADERS, ...JSON_TYPE };

/** Answers with JSON that no cache keeps and every origin may read. */
export function respond(response: FrameworkResponse, status: number, body: object, more?: Headers): void {
  send(response, status, ENDPOINT_HEADERS, JSON.stringify(body), more);
}

/** @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2 */
export function respondWithError(
  response: FrameworkResponse,
  { error, description, status, retryAfter }: DcrError,
  headers: Headers = {},
): void {
  const more = retryAfter === undefined ? headers : { ...headers, 'retry-after': String(retryAfter) };
  respond(response, status, { error, error_description: description }, more);
}

/**
 * Answers with a metadata document, which caches may keep. The framework sends it, because Express then adds an ETag and
 * answers 304 to a client that has the current document.
 */
export function respondWithDocument(response: HandlerResponse, document: object): void {
  removeForeignHeaders(response);
  for (const [name, value] of Object.entries(DOCUMENT_HEADERS)) response.header(name, value);
  response.status(200).send(JSON.stringify(document));
}

/** Answers an OPTIONS request for a metadata document that was not a preflight of GET. */
export function respondToOptions(response: FrameworkResponse): void {
  send(response, 204, PREFLIGHT_HEADERS);
}

function send(
  response: FrameworkResponse,
  status: number,
  headers: Headers,
  text?: string,
  more?: Headers,
): void {
  removeForeignHeaders(response);
  if ('raw' in response) {
    if (more) response.headers(more);
    response.code(status).headers(headers).send(text);
    return;
  }
  for (const name in more) response.setHeader(name, more[name]!);
  // One after the other: over HTTP/2 `setHeader` returns nothing.
  if (text !== undefined) response.setHeader('content-length', Buffer.byteLength(text));
  response.writeHead(status, headers).end(text);
}

function removeForeignHeaders(response: FrameworkResponse): void {
  for (const name of CORS_HEADERS_TO_REMOVE) response.removeHeader(name);
}
