import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { DcrInvalidClientMetadataError, DcrServerError } from '../errors/index.js';
import { MAX_BODY_BYTES } from '../http/unread-body.js';
import { CallerGoneError } from '../registration/caller-gone.error.js';

/** Timeout for the whole body, ms. */
const BODY_TIMEOUT_MS = 10_000;

const JSON_TYPE = /^application\/json[\t ]*(?:;(.*))?$/i;
const CHARSET = /(?:^|;)[\t ]*charset[\t ]*=[\t ]*"?([^";\t ]*)/i;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body did not arrive in time, so the connection has to be closed. */
export class SlowBodyError extends DcrInvalidClientMetadataError {
  constructor() {
    super('The request body took too long to arrive.', 400, 'body');
  }
}

/** A body parser ran before our middleware, and read the body before the attempt was counted. */
export class BodyAlreadyReadError extends DcrServerError {
  constructor() {
    super(
      new Error(
        'A body parser in front of Nest has read the body of a registration. Install body parsers with app.use() or ' +
          'app.useBodyParser() after NestFactory.create(), not on the server that you pass to the adapter.',
      ),
    );
  }
}

/**
 * Reads the body as JSON. Nothing has read it before.
 *
 * @param headers as they were sent
 * @throws DcrInvalidClientMetadataError 400, 413 or 415
 * @throws BodyAlreadyReadError 500
 */
export async function readJson(request: IncomingMessage, headers: IncomingHttpHeaders): Promise<unknown> {
  checkType(headers);
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLargeError();
  if (request.readableEnded) throw new BodyAlreadyReadError();
  // Usually the whole body has arrived while the limiter counted the attempt.
  const hasArrived = request.complete && request.readableLength > 0;
  const bytes = hasArrived ? readAtOnce(request) : await readBytes(request);
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch {
    throw new DcrInvalidClientMetadataError('The request body must be valid JSON in UTF-8.', 400, 'body');
  }
}

function checkType(headers: IncomingHttpHeaders): void {
  const [, parameters = ''] = JSON_TYPE.exec(headers['content-type'] ?? '') ?? refuseType();
  const charset = CHARSET.exec(parameters)?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') refuseType();
  const encoding = headers['content-encoding']?.toLowerCase();
  if (encoding !== undefined && encoding !== 'identity') {
    throw new DcrInvalidClientMetadataError('The request body must not be compressed.', 415);
  }
}

function refuseType(): never {
  throw new DcrInvalidClientMetadataError('The content type must be application/json, in UTF-8.', 415);
}

function tooLargeError(): DcrInvalidClientMetadataError {
  return new DcrInvalidClientMetadataError(`The request body must be at most ${MAX_BODY_BYTES} bytes.`, 413);
}

function readAtOnce(request: IncomingMessage): Buffer {
  const bytes = request.read() as Buffer;
  if (bytes.length > MAX_BODY_BYTES) throw tooLargeError();
  return bytes;
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      finish();
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) settle(() => reject(tooLargeError()));
      else chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onGone = () => settle(() => reject(new CallerGoneError()));
    const timer = setTimeout(() => settle(() => reject(new SlowBodyError())), BODY_TIMEOUT_MS);
    if (request.destroyed && !request.readableEnded) onGone();
    else request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}
