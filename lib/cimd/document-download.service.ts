import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { DcrDatabase } from '../database/dcr.database.js';
import type { DcrDocumentFetcher } from '../fetching/document-fetcher.js';
import { cacheLifetime } from '../fetching/cache-lifetime.js';
import type { DocumentDownloader, Download } from '../fetching/document.downloader.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import type { DcrClientDocument } from './client-document.entity.js';
import type { Freshness } from './document.store.js';

/** A document, or `undefined` if it is as it was; and how long it may be used. */
export interface Downloaded {
  document: Record<string, unknown> | undefined;
  freshness: Freshness;
}

/** Downloads documents with the application's fetcher, or the built-in one. The only code that connects outward. */
@Injectable()
export class DocumentDownloadService implements OnModuleInit, BeforeApplicationShutdown {
  private downloader?: DocumentDownloader;

  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly moduleRef: ModuleRef,
    private readonly database: DcrDatabase,
  ) {}

  /** Loads the code that connects outward only if the option allows it. */
  async onModuleInit(): Promise<void> {
    const { enabled, timeout, maxBytes, testHosts } = this.options.cimd;
    if (!enabled) return;
    if (testHosts) {
      new Logger('DcrModule').warn(
        `The option "cimd.testHosts" is set. No name lookup for: ${Object.keys(testHosts).join(', ')}. ` +
          'Never set it in production.',
      );
    }
    const { DocumentDownloader } = await import('../fetching/document.downloader.js');
    const { FetchGovernor } = await import('../fetching/fetch.governor.js');
    const governor = new FetchGovernor();
    this.downloader = new DocumentDownloader({ timeout, maxBytes, fetcher: await this.fetcher(), governor });
  }

  /** A host that does not answer must not delay the shutdown. Another replica can serve the caller. */
  beforeApplicationShutdown(): void {
    this.downloader?.close();
  }

  /** @throws DownloadError */
  async download(clientId: string, known?: DcrClientDocument): Promise<Downloaded> {
    const download = await this.downloader!.download(clientId, known);
    const document = download.kind === 'document' ? download.document : undefined;
    return { document, freshness: this.freshnessOf(download, known) };
  }

  private freshnessOf(download: Download, known?: DcrClientDocument): Freshness {
    const fetchedAt = this.database.now();
    const lifetime = cacheLifetime(download.cacheHeaders, this.options.cimd.cache);
    // A 304 need not repeat the validators.
    const [etag, lastModified] =
      download.kind === 'document'
        ? [download.etag, download.lastModified]
        : [download.etag ?? known?.etag ?? null, download.lastModified ?? known?.lastModified ?? null];
    return { etag, lastModified, fetchedAt, expiresAt: new Date(fetchedAt.getTime() + lifetime) };
  }

  private async fetcher(): Promise<DcrDocumentFetcher> {
    const { fetcher, testHosts, testCa } = this.options.cimd;
    if (!fetcher) {
      const { HttpsDocumentFetcher } = await import('../fetching/https-document.fetcher.js');
      return new HttpsDocumentFetcher({ testHosts, testCa });
    }
    return typeof fetcher === 'function' ? this.fromApplication(fetcher) : fetcher;
  }

  private fromApplication(fetcher: Type<DcrDocumentFetcher>): DcrDocumentFetcher {
    try {
      return this.moduleRef.get(fetcher, { strict: false });
    } catch (cause) {
      throw new Error(
        `DcrModule option "cimd.fetcher" names the class ${fetcher.name}, which no module of this application provides ` +
          `as a singleton. Add ${fetcher.name} to the providers of one of your modules.`,
        { cause },
      );
    }
  }
}
