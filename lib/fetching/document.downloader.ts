import type { ResponseHeaders } from './cache-lifetime.js';
import type { DcrDocumentFetcher, DcrDocumentResponse } from './document-fetcher.js';
import { readDocument } from './document-body.js';
import { DownloadError } from './download.error.js';
import { FetchGovernor } from './fetch.governor.js';
import { newHeaders, readValidators, type Validators } from './response-headers.js';

const REQUEST_HEADERS = {
  accept: 'application/json, application/*+json;q=0.9',
  // A compressed body could grow a thousandfold.
  'accept-encoding': 'identity',
  'user-agent': 'nestjs-dcr',
};

export interface DocumentDownloaderOptions {
  /** For everything from the name to the last byte, ms. */
  timeout: number;
  /** Of the body. */
  maxBytes: number;
  fetcher: DcrDocumentFetcher;
  /** Default: one of its own. Several downloaders of one process should share it. */
  governor?: FetchGovernor;
}

/** A document, or the confirmation that the stored one is current. */
export type Download = (
  { kind: 'document'; document: Record<string, unknown> } | { kind: 'not-modified' }
) & {
  /** To ask with the next time; `null` if the response had none that is usable. */
  etag: string | null;
  lastModified: string | null;
  /** By name in lower case, for `cacheLifetime`. */
  cacheHeaders: ResponseHeaders;
};

/**
 * Downloads a metadata document with one deadline and bounded bytes, whoever fetches it, and checks the response as far as that
 * is possible without knowing what the document should say.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-03#section-5
 */
export class DocumentDownloader {
  private readonly governor: FetchGovernor;
  private readonly inFlight = new Set<AbortController>();
  private isClosed = false;

  constructor(private readonly options: DocumentDownloaderOptions) {
    this.governor = options.governor ?? new FetchGovernor();
  }

  /**
   * @param url accepted by `documentHost`
   * @param validators of the stored document; without any, a 304 is an error
   * @throws DownloadError
   */
  async download(url: string, validators: Partial<Validators> = {}): Promise<Download> {
    const leave = this.isClosed ? undefined : this.governor.enter(new URL(url).hostname);
    if (!leave) throw new DownloadError('governor');
    const controller = new AbortController();
    const { signal } = controller;
    this.inFlight.add(controller);
    // A fetcher of the application may ignore the signal.
    const deadline = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(this.aborted()), { once: true });
    });
    const timer = setTimeout(() => controller.abort(), this.options.timeout);
    try {
      return await Promise.race([this.transfer(url, validators, signal), deadline]);
    } catch (error) {
      if (signal.aborted) throw this.aborted();
      throw error instanceof DownloadError ? error : new DownloadError('connect', { cause: error });
    } finally {
      clearTimeout(timer);
      // The rest of the response is not read: the fetcher closes the connection.
      controller.abort();
      this.inFlight.delete(controller);
      leave();
    }
  }

  /** Ends what is under way, and refuses everything from now on, as if a limit were reached: it says nothing about a document. */
  close(): void {
    this.isClosed = true;
    for (const controller of this.inFlight) controller.abort();
  }

  private aborted(): DownloadError {
    return new DownloadError(this.isClosed ? 'governor' : 'timeout');
  }

  private async transfer(
    url: string,
    validators: Partial<Validators>,
    signal: AbortSignal,
  ): Promise<Download> {
    const conditions = toConditions(validators);
    const response = await this.options.fetcher.fetch(url, {
      signal,
      headers: { ...REQUEST_HEADERS, ...conditions },
    });
    const headers = newHeaders(response.headers);
    const kept = { ...readValidators(headers), cacheHeaders: headers };
    if (response.status === 304 && Object.keys(conditions).length > 0) {
      return { kind: 'not-modified', ...kept };
    }
    checkStatus(response);
    const document = await readDocument(response, headers, this.options.maxBytes);
    return { kind: 'document', document, ...kept };
  }
}

function toConditions({ etag, lastModified }: Partial<Validators>): Record<string, string> {
  return {
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && { 'if-modified-since': lastModified }),
  };
}

function checkStatus({ status }: DcrDocumentResponse): void {
  if (status === 200) return;
  const isRedirect = status >= 300 && status < 400 && status !== 304;
  throw new DownloadError(isRedirect ? 'redirect' : 'status', { status });
}
