import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** How a hostile or broken host answers a request. `pad-with-spaces-to-N` sends N bytes. */
export type Misbehaviour =
  | 'reset-after-request'
  | 'no-headers'
  | 'drip-100ms'
  | 'endless-chunked'
  | `pad-with-spaces-to-${number}`
  | `pad-with-spaces-to-${number}-single-write`
  | 'close-early'
  | 'gzip-bomb-4MB'
  | 'headers-1MB'
  | '103-first'
  | '1xx-forever'
  | 'chunk-extensions-forever'
  | 'leading-zeros-forever'
  | 'trailers-1MB'
  | '9-interim-responses-first'
  | 'one-byte-chunks'
  | 'switch-protocols';

interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

type Behave = (response: ServerResponse, answer: Answer, bytes: number) => void;

const MEGABYTE = 1024 * 1024;

const behaviours: Record<string, Behave> = {
  'reset-after-request': ({ socket }) => void rawSocket(socket).resetAndDestroy(),
  'no-headers': () => undefined,
  'drip-100ms': (response, { status, headers, body }) => {
    response.writeHead(status, { 'content-length': body.length, ...headers });
    let sent = 0;
    repeat(response, 100, () => response.write(body.subarray(sent, ++sent)));
  },
  'endless-chunked': (response, { status, headers }) => {
    response.writeHead(status, headers);
    repeat(response, 1, () => response.write(Buffer.alloc(4096, 0x20)));
  },
  pad: (response, { status, headers, body }, bytes) => {
    response.writeHead(status, { 'content-length': bytes, ...headers });
    response.end(padded(body, bytes));
  },
  'pad-single-write': (response, answer, bytes) => {
    response.socket?.end(Buffer.concat([head(answer), padded(answer.body, bytes)]));
  },
  'close-early': ({ socket }, answer) => {
    const length = { 'content-length': answer.body.length + 1_000, ...answer.headers };
    socket?.end(Buffer.concat([head({ ...answer, headers: length }), answer.body]));
  },
  'gzip-bomb-4MB': (response, { status, headers, body }) => {
    response.writeHead(status, { ...headers, 'content-encoding': 'gzip' });
    response.end(gzipSync(padded(body, 4 * MEGABYTE)));
  },
  'headers-1MB': ({ socket }, { status, headers, body }) => {
    const many = Object.fromEntries(Array.from({ length: 1024 }, (_, n) => [`x-${n}`, 'a'.repeat(1024)]));
    socket?.end(Buffer.concat([head({ status, headers: { ...many, ...headers }, body }), body]));
  },
  '103-first': ({ socket }, answer) => {
    const length = { 'content-length': answer.body.length, ...answer.headers };
    socket?.write('HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n');
    socket?.end(Buffer.concat([head({ ...answer, headers: length }), answer.body]));
  },
  '9-interim-responses-first': ({ socket }, answer) => {
    const interim = Buffer.from('HTTP/1.1 102 Processing\r\n\r\n'.repeat(9));
    socket?.end(Buffer.concat([interim, head(answer), answer.body]));
  },
  '1xx-forever': (response) => {
    repeat(response, 1, () => response.socket?.write('HTTP/1.1 102 Processing\r\n\r\n'));
  },
  'chunk-extensions-forever': (response, answer) => {
    writeHead(response, answer, { 'transfer-encoding': 'chunked' });
    repeat(response, 1, () => response.socket?.write(`1;a=${'a'.repeat(8_000)}\r\n \r\n`));
  },
  'leading-zeros-forever': (response, answer) => {
    writeHead(response, answer, { 'transfer-encoding': 'chunked' });
    repeat(response, 1, () => response.socket?.write('0'.repeat(8_000)));
  },
  'trailers-1MB': (response, answer) => {
    writeHead(response, answer, { 'transfer-encoding': 'chunked' });
    const { body } = answer;
    response.socket?.write(`${body.length.toString(16)}\r\n${body.toString('latin1')}\r\n0\r\n`, 'latin1');
    response.socket?.end(`x-a: ${'a'.repeat(1000)}\r\n`.repeat(1024) + '\r\n');
  },
  'one-byte-chunks': (response, { status, headers, body }) => {
    response.writeHead(status, headers);
    for (const byte of body) response.write(Buffer.of(byte));
    response.end();
  },
  'switch-protocols': ({ socket }) => {
    socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
  },
};

export function misbehave(behaviour: Misbehaviour, response: ServerResponse, answer: Answer): void {
  const [, bytes, singleWrite = ''] = /^pad-with-spaces-to-(\d+)(-single-write)?$/.exec(behaviour) ?? [];
  const behave = behaviours[bytes ? `pad${singleWrite}` : behaviour];
  if (!behave) throw new Error(`No such behaviour: ${behaviour}`);
  behave(response, answer, Number(bytes));
}

function writeHead(response: ServerResponse, answer: Answer, headers: OutgoingHttpHeaders): void {
  response.socket?.write(head({ ...answer, headers: { ...answer.headers, ...headers } }));
}

/** Status line and headers exactly as given. */
function head({ status, headers }: Answer): Buffer {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  );
  return Buffer.from(`HTTP/1.1 ${status} Answer\r\n${lines.join('')}\r\n`, 'latin1');
}

function padded(body: Buffer, bytes: number): Buffer {
  return Buffer.concat([body, Buffer.alloc(Math.max(0, bytes - body.length), 0x20)]);
}

/** Until the connection is gone, and only as fast as the client reads. */
function repeat({ socket }: ServerResponse, everyMs: number, write: () => void): void {
  const timer = setInterval(() => {
    if (socket && !socket.destroyed && !socket.writableNeedDrain) write();
  }, everyMs);
  socket?.once('close', () => clearInterval(timer));
}

/** A reset has to reach TCP: TLS would close the connection properly. */
function rawSocket(socket: Socket | null): Socket {
  const { _parent: parent } = socket as TLSSocket & { _parent?: Socket };
  return parent ?? socket!;
}
