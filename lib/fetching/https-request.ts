import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { DcrDocumentResponse } from './document-fetcher.js';
import { DownloadError, type DownloadFailure } from './download.error.js';

const MAX_HEADER_BYTES = 16 * 1024;
/** Interim responses before the final one, such as 103. */
const MAX_INTERIM_RESPONSES = 8;
/** Everything but the body: headers, interim responses, trailers, and what frames the chunks. */
const MAX_OVERHEAD_BYTES = 128 * 1024;
/** A chunk with one byte of the body takes six. */
const MAX_BYTES_PER_BODY_BYTE = 8;

/**
 * Sends a GET request on a connection of its own. It fails as soon as the signal is aborted, and its socket is destroyed then.
 *
 * @throws DownloadError `connect`, `tls` or `size`
 */
export function sendRequest(options: RequestOptions, signal: AbortSignal): Promise<DcrDocumentResponse> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest({
      ...options,
      // No connection and no TLS session is reused.
      agent: false,
      // Neither NODE_TLS_REJECT_UNAUTHORIZED nor a flag of the process may turn these off.
      rejectUnauthorized: true,
      insecureHTTPParser: false,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    let phase: DownloadFailure = 'connect';
    const overhead = new OverheadLimit(request);
    const stop = () => request.destroy();
    signal.addEventListener('abort', stop, { once: true });
    request.once('socket', (socket) => {
      socket.once('connect', () => (phase = 'tls'));
      socket.once('secureConnect', () => (phase = 'connect'));
      overhead.watch(socket);
    });
    request.on('information', () => overhead.countInterimResponse());
    request.once('response', (response) => {
      // The parser goes on to the end of a segment, even though the request was destroyed within it.
      if (request.destroyed) return;
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headersDistinct,
        body: overhead.read(response),
      });
    });
    // An error after the response also reaches whoever reads the body. The listener stays, or it would end the process.
    request.on('error', (error) => reject(toDownloadError(error, phase)));
    request.once('close', () => {
      signal.removeEventListener('abort', stop);
      reject(new DownloadError('connect'));
    });
    request.end();
  });
}

function toDownloadError(error: Error & { code?: string }, phase: DownloadFailure): DownloadError {
  if (error instanceof DownloadError) return error;
  // The error itself stays here: that of the parser has the bytes of the response, that of TLS the names of the certificate.
  const { code: detail = 'closed' } = error;
  if (detail === 'HPE_HEADER_OVERFLOW') return new DownloadError('size', { isUnreachable: true, detail });
  return new DownloadError(phase, { detail });
}

/** Ends a response that consists of almost anything but a body: interim responses, chunk extensions, leading zeros, trailers. */
class OverheadLimit {
  private interimResponses = 0;
  private received = 0;
  private bodyRead = 0;
  private response?: IncomingMessage;

  constructor(private readonly request: ClientRequest) {}

  watch(socket: Socket): void {
    socket.on('data', ({ length }) => {
      this.received += length;
      const body = this.bodyRead + (this.response?.readableLength ?? 0);
      if (this.received > MAX_OVERHEAD_BYTES + body * MAX_BYTES_PER_BODY_BYTE) this.fail();
    });
  }

  countInterimResponse(): void {
    if (++this.interimResponses > MAX_INTERIM_RESPONSES) this.fail();
  }

  read(response: IncomingMessage): AsyncIterable<Uint8Array> {
    this.response = response;
    // Without a listener, an error before the body is read would end the process.
    response.on('error', () => undefined);
    return this.chunksOf(response);
  }

  private async *chunksOf(response: IncomingMessage): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of response as AsyncIterable<Uint8Array>) {
        this.bodyRead += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      throw toDownloadError(error as Error, 'connect');
    }
  }

  private fail(): void {
    const error = new DownloadError('size', { isUnreachable: true, detail: 'too much around the body' });
    // Once there is a response, only its own destroy() passes the error on to the reader.
    (this.response ?? this.request).destroy(error);
  }
}
