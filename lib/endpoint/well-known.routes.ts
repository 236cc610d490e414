import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { answerPreflights, onAdapter } from '../http/preflight.js';
import type { FrameworkResponse } from '../http/framework.js';
import { respondToOptions, respondWithDocument, respondWithError } from '../http/respond.js';
import { DcrError, DcrServerError } from '../errors/index.js';
import type { AuthorizationServerMetadata } from '../options/option-groups.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { DcrMetadataService } from '../discovery/metadata.service.js';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

/**
 * Serves the RFC 8414 document. The routes are put on the adapter itself: clients look for them only at the root, so they
 * stay there whatever global prefix, versions and guards the application has.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3
 */
@Injectable()
export class WellKnownRoutes {
  /** Known once all modules are. */
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
   * To be called while the application's routes are made.
   *
   * @throws Error when another import of the module has an issuer of the same path
   */
  register(): void {
    const document = this.options.metadata;
    if (!document) return;
    this.paths = this.pathsOf(document.issuer);
    const { httpAdapter } = this.adapterHost;
    for (const path of this.paths) {
      httpAdapter.get(path, (_request: unknown, response: FrameworkResponse) =>
        this.answer(response, document),
      );
      httpAdapter.options(path, (_request: unknown, response: FrameworkResponse) =>
        respondToOptions(response),
      );
    }
  }

  private async answer(response: FrameworkResponse, document: AuthorizationServerMetadata): Promise<void> {
    try {
      respondWithDocument(response, await this.metadata.describe(document));
    } catch (error) {
      // Whether registration is paused stands in the database; without it there is nothing true to say.
      respondWithError(response, error instanceof DcrError ? error : new DcrServerError(error));
    }
  }

  /**
   * RFC 8414 §3.1: the issuer's path follows the well-known one. Some clients look at the root first, so the only module
   * of an application serves its document there too; of several, the one whose issuer has no path.
   */
  private pathsOf(issuer: string): string[] {
    const path = issuerPath(issuer);
    const others = this.otherIssuers();
    const twin = others.find((other) => issuerPath(other) === path);
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

/** Without a slash at its end; empty for an issuer that has no path. */
function issuerPath(issuer: string): string {
  return new URL(issuer).pathname.replace(/\/$/, '');
}
