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
  /** `POST` when absent. */
  method?: string;
  /** Sent as they are written here; `Host` and the framing of the body are added where they are missing. */
  headers?: Record<string, string>;
  /** Text and bytes go with a `Content-Length`; chunks without one, unless the headers announce it. */
  body?: string | Buffer | Iterable<Buffer> | AsyncIterable<Buffer>;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** The body as JSON; throws where it is none. */
  json(): Record<string, unknown>;
}

/**
 * One request on a connection of its own. An answer that comes before the body has been sent whole is an answer, as it
 * is to a browser: what could not be written any more is not an error then.
 */
export async function send(
  url: string,
  { method = 'POST', headers = {}, body }: HttpRequest,
): Promise<HttpAnswer> {
  const { origin } = new URL(url);
  // The path goes out as it is written: `URL` would resolve dot segments in it.
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

/** A JSON body with the header that belongs to it. */
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

/** Writes bytes as they are and returns what came back until the server closed: for what no HTTP client would send. */
export async function exchangeBytes(url: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return (await buffer(socket)).toString('latin1');
}
