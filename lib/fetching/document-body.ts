import type { ResponseHeaders } from './cache-lifetime.js';
import type { DcrDocumentResponse } from './document-fetcher.js';
import { DownloadError } from './download.error.js';

const JSON_TYPE = /^application\/(?:[\w!#$&^.+-]+\+)?json[\t ]*(?:;|$)/i;

/**
 * Reads the body of a 200 as a JSON object.
 *
 * @throws DownloadError `type`, `size`, `json`; `connect` for a body that was cut off
 */
export async function readDocument(
  { body }: DcrDocumentResponse,
  headers: ResponseHeaders,
  maxBytes: number,
): Promise<Record<string, unknown>> {
  if (headers['content-encoding'] !== undefined) throw new DownloadError('type', { detail: 'compressed' });
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw new DownloadError('type');
  const length = Number(headers['content-length'] ?? NaN);
  if (length > maxBytes) throw new DownloadError('size');
  const bytes = await readBytes(body, maxBytes);
  // Node.js checks this for the built-in fetcher.
  if (length > bytes.byteLength) throw new DownloadError('connect', { detail: 'cut off' });
  return parseObject(bytes);
}

/** The bytes are counted before anything else: a stream that is destroyed may still end as if it were whole. */
async function readBytes(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new DownloadError('size');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseObject(bytes: Buffer): Record<string, unknown> {
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DownloadError('json', { isJson: true });
  }
  return value as Record<string, unknown>;
}

function parse(bytes: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // Whoever copies a member of this name would change the prototype of the copy.
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    // The message of `JSON.parse` quotes the document.
    throw new DownloadError('json');
  }
}
