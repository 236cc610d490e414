import { once } from 'node:events';
import {
  request as openRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

export interface HttpRequest {
  /** Default: `POST`. */
  method?: string;
  /** Sent as written here; `Host` and the framing of the body are added if missing. */
  headers?: Record<string, string>;
  /** Text and bytes are sent with a `Content-Length`; chunks without one, unless the headers contain it. */
  body?: string | Buffer | Iterable<Buffer> | AsyncIterable<Buffer>;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; throws if it is not JSON. */
  json(): Record<string, unknown>;
}

/**
 * Sends one request on a new connection. An answer that arrives before the body has been sent counts, as in a browser;
 * the failure to write the rest is then no error.
 */
export async function send(
  url: string,
  { method = 'POST', headers = {}, body }: HttpRequest,
): Promise<HttpAnswer> {
  const { origin } = new URL(url);
  // Send the path unchanged: `URL` would resolve dot segments in it.
  const outgoing = openRequest(origin, {
    method,
    path: url.slice(origin.length) || '/',
    headers,
    agent: false,
  });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  outgoing.on('error', () => undefined);
  writeBody(outgoing, body);
  const [incoming] = await answered;
  const text = (await buffer(incoming)).toString('utf8');
  outgoing.destroy();
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
  };
}

function writeBody(outgoing: ClientRequest, body: HttpRequest['body']): void {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
    outgoing.end(body);
  } else {
    outgoing.flushHeaders();
    Readable.from(body).pipe(outgoing);
  }
}

/** Posts a JSON body with its content type. */
export function postJson(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  return send(url, {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** Sends raw bytes that no HTTP client would send, and returns everything received until the server closes. */
export async function exchangeBytes(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return (await buffer(socket)).toString('latin1');
}
