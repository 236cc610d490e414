import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { answerPreflights, onAdapter } from '../http/preflight.js';
import type { HandlerResponse } from '../http/framework.js';
import { respondToOptions, respondWithDocument, respondWithError } from '../http/respond.js';
import { DcrError, DcrServerError } from '../errors/index.js';
import type { AuthorizationServerMetadata } from '../options/option-groups.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { DcrMetadataService } from '../discovery/metadata.service.js';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

/**
 * Serves the RFC 8414 document. The routes are registered on the adapter itself, because clients look for them only
 * at the root: the application's global prefix, versions and guards do not apply.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3
 */
@Injectable()
export class WellKnownRoutes {
  /** Set by {@link register}, when all modules are known. */
  private paths: string[] = [];

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly metadata: DcrMetadataService,
    private readonly modules: ModulesContainer,
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
  ) {
    if (!options.metadata) return;
    onAdapter(adapterHost, (adapter) =>
      answerPreflights(adapter, 'GET', (url) => this.paths.includes(url.split(/[?#]/, 1)[0]!)),
    );
  }

  /**
   * Call it while the application's routes are registered.
   *
   * @throws Error when the issuer of another import of the module has the same path
   */
  register(): void {
    const document = this.options.metadata;
    if (!document) return;
    this.paths = this.pathsOf(document.issuer);
    const { httpAdapter } = this.adapterHost;
    for (const path of this.paths) {
      httpAdapter.get(path, (_request: unknown, response: HandlerResponse) =>
        this.answer(response, document),
      );
      httpAdapter.options(path, (_request: unknown, response: HandlerResponse) => respondToOptions(response));
    }
  }

  private async answer(response: HandlerResponse, document: AuthorizationServerMetadata): Promise<void> {
    try {
      respondWithDocument(response, await this.metadata.describe(document));
    } catch (error) {
      // Without the database, we don't know whether to announce the endpoint.
      respondWithError(response, error instanceof DcrError ? error : new DcrServerError(error));
    }
  }

  /**
   * RFC 8414 §3.1: the issuer's path follows the well-known path. Some clients look at the root first, so a document
   * is also served there if the module is imported once; otherwise the root belongs to the issuer without a path.
   */
  private pathsOf(issuer: string): string[] {
    const path = pathOf(issuer);
    const others = this.otherIssuers();
    const twin = others.find((other) => pathOf(other) === path);
    if (twin !== undefined) {
      throw new Error(
        `DcrModule option "metadata": the issuers ${issuer} and ${twin} of one application both belong at ` +
          `${WELL_KNOWN + path}. Give each issuer a path of its own.`,
      );
    }
    return path !== '' && others.length === 0 ? [WELL_KNOWN, WELL_KNOWN + path] : [WELL_KNOWN + path];
  }

  /** The issuers of other imports of the module in this application. */
  private otherIssuers(): string[] {
    return [...this.modules.values()]
      .map(({ providers }) => providers.get(WellKnownRoutes)?.instance as WellKnownRoutes | undefined)
      .filter((routes) => routes !== undefined && routes !== this)
      .map((routes) => routes!.options.metadata?.issuer)
      .filter((issuer) => issuer !== undefined);
  }
}

/** Without a trailing slash; empty for an issuer without a path. */
function pathOf(issuer: string): string {
  return new URL(issuer).pathname.replace(/\/$/, '');
}
