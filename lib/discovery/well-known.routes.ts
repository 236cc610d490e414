import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CORS_HEADERS_TO_REMOVE, preflightHeaders } from '../endpoint/cors.js';
import { answerPreflights, onAdapter } from '../endpoint/preflight.js';
import { type FrameworkResponse, respondWithError } from '../endpoint/respond.js';
import { DcrError, DcrServerError } from '../errors/index.js';
import type { AuthorizationServerMetadata } from '../options/authorization-server-metadata.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { DcrMetadataService } from './metadata.service.js';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

/**
 * Serves the RFC 8414 document. The routes are put on the adapter itself: they stay at the host's root, whatever
 * its prefix, versions and guards are, as clients look for them nowhere else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3
 */
@Injectable()
export class WellKnownRoutes {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly metadata: DcrMetadataService,
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
  ) {
    const { metadata: document } = options;
    if (!document) return;
    const paths = pathsOf(document.issuer);
    onAdapter(adapterHost, (adapter) =>
      answerPreflights(adapter, 'GET', (url) => paths.includes(url.split(/[?#]/, 1)[0]!)),
    );
  }

  /** To be called while the host's routes are made. */
  register(): void {
    const document = this.options.metadata;
    if (!document) return;
    const { httpAdapter } = this.adapterHost;
    for (const path of pathsOf(document.issuer)) {
      httpAdapter.get(path, (_request: unknown, response: FrameworkResponse) =>
        this.answer(response, document),
      );
      httpAdapter.options(path, (_request: unknown, response: unknown) => this.send(response, 204));
    }
  }

  private async answer(response: FrameworkResponse, document: AuthorizationServerMetadata): Promise<void> {
    try {
      this.send(response, 200, await this.metadata.describe(document));
    } catch (error) {
      // Whether registration is paused stands in the database; without it there is nothing true to say.
      respondWithError(response, error instanceof DcrError ? error : new DcrServerError(error));
    }
  }

  private send(response: unknown, status: number, body?: object): void {
    const { httpAdapter } = this.adapterHost;
    for (const name of CORS_HEADERS_TO_REMOVE)
      (response as { removeHeader(name: string): void }).removeHeader(name);
    for (const [name, value] of Object.entries(preflightHeaders('GET')))
      httpAdapter.setHeader(response, name, value);
    if (body) httpAdapter.setHeader(response, 'content-type', 'application/json; charset=utf-8');
    httpAdapter.reply(response, body, status);
  }
}

/** RFC 8414 §3.1: the issuer's path goes behind the well-known one; some clients look at the root first. */
function pathsOf(issuer: string): string[] {
  const { pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return path === '' ? [WELL_KNOWN] : [WELL_KNOWN, WELL_KNOWN + path];
}
