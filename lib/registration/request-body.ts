import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { DcrInvalidClientMetadataError } from '../errors/index.js';

const LARGEST_BODY = 16 * 1_024;
/** A body of 16 KiB that takes longer than this is a caller who holds a connection open, ms. */
const LONGEST_READ = 10_000;

const JSON_TYPE = /^application\/json[\t ]*(?:;(.*))?$/i;
const CHARSET = /(?:^|;)[\t ]*charset[\t ]*=[\t ]*"?([^";\t ]*)/i;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The caller hung up: there is nobody to answer. */
export class ClientGoneError extends Error {}

/**
 * Reads the body as JSON. Only now is anything of it looked at.
 *
 * @param headers as they were sent
 * @throws DcrInvalidClientMetadataError 400, 413 or 415
 */
export async function readJson(request: IncomingMessage, headers: IncomingHttpHeaders): Promise<unknown> {
  checkType(headers);
  if (Number(headers['content-length'] ?? 0) > LARGEST_BODY) throw tooLarge();
  // Usually all of it has come while the attempt was counted.
  const isThere = request.complete && request.readableLength > 0;
  const bytes = isThere ? readAtOnce(request) : await readBytes(request);
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch {
    throw new DcrInvalidClientMetadataError('The request body must be valid JSON in UTF-8.', 400, 'body');
  }
}

function checkType(headers: IncomingHttpHeaders): void {
  const [, parameters = ''] = JSON_TYPE.exec(headers['content-type'] ?? '') ?? notJson();
  const charset = CHARSET.exec(parameters)?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') notJson();
  const encoding = headers['content-encoding']?.toLowerCase();
  if (encoding !== undefined && encoding !== 'identity') {
    throw new DcrInvalidClientMetadataError('The request body must not be compressed.', 415);
  }
}

function notJson(): never {
  throw new DcrInvalidClientMetadataError('The content type must be application/json, in UTF-8.', 415);
}

function tooLarge(): DcrInvalidClientMetadataError {
  return new DcrInvalidClientMetadataError(`The request body must be at most ${LARGEST_BODY} bytes.`, 413);
}

function readAtOnce(request: IncomingMessage): Buffer {
  const bytes = request.read() as Buffer;
  if (bytes.length > LARGEST_BODY) throw tooLarge();
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
      if (size > LARGEST_BODY) settle(() => reject(tooLarge()));
      else chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onGone = () => settle(() => reject(new ClientGoneError()));
    const timer = setTimeout(
      () =>
        settle(() =>
          reject(new DcrInvalidClientMetadataError('The request body took too long to arrive.', 400, 'body')),
        ),
      LONGEST_READ,
    );
    if (request.destroyed && !request.readableEnded) onGone();
    else request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}
