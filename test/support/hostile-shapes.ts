import { gzipSync } from 'node:zlib';
import type { HttpRequest } from './http.js';

/** A body that a framework would refuse or swallow by itself, and the answer of the registration endpoint. */
export interface HostileShape {
  name: string;
  /** As in the endpoint's table of errors. */
  status: number | number[];
  request: Pick<HttpRequest, 'headers' | 'body'>;
}

/** A registration that is accepted even in strict mode. */
export const goodRegistration = {
  client_name: 'Example Client',
  redirect_uris: ['https://client.example.com/callback'],
  token_endpoint_auth_method: 'none',
};

const json = (body: HttpRequest['body'], type = 'application/json') => ({
  headers: { 'content-type': type },
  body,
});
const good = JSON.stringify(goodRegistration);
const megabytes = (count: number) => Array.from({ length: count * 16 }, () => Buffer.alloc(65_536, 0x61));

/** A body parser of the application would accept each, or refuse it in the framework's format. */
export const hostileShapes: readonly HostileShape[] = [
  { name: 'malformed JSON', status: 400, request: json('{"redirect_uris":') },
  { name: 'an empty body', status: 400, request: json('') },
  { name: 'an array', status: 400, request: json(`[${good}]`) },
  { name: 'JSON nested 5,000 deep', status: 400, request: json(nested(5_000)) },
  {
    name: '17 KiB with their length',
    status: 413,
    request: json(JSON.stringify({ x: 'a'.repeat(17 * 1024) })),
  },
  { name: '5 MiB in chunks', status: 413, request: json(megabytes(5)) },
  { name: 'text/plain', status: 415, request: json(good, 'text/plain') },
  { name: 'no content type', status: 415, request: { headers: {}, body: good } },
  {
    name: 'a form',
    status: 415,
    request: json(
      'redirect_uris[]=https%3A%2F%2Fevil.example%2Fcb&token_endpoint_auth_method=none',
      'application/x-www-form-urlencoded',
    ),
  },
  {
    name: 'gzip',
    status: 415,
    request: {
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(good),
    },
  },
  {
    name: 'UTF-16',
    status: [400, 415],
    request: json(Buffer.from(good, 'utf16le'), 'application/json; charset=utf-16le'),
  },
];

/** `JSON.parse` accepts it, but `JSON.stringify` and `structuredClone` overflow the stack. */
function nested(depth: number): string {
  return `{"redirect_uris":["https://client.example.com/callback"],"client_name":${'['.repeat(depth)}${']'.repeat(depth)}}`;
}
