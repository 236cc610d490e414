import { Logger } from '@nestjs/common';
import type { Configuration, ErrorOut, KoaContextWithOIDC, errors } from 'oidc-provider';
import { ERROR_PAGE_HEADERS, errorPage } from './error-page.js';
import {
  explainUnusableClient,
  type DcrUnusableClient,
  type ExplainClientServices,
} from './unusable-client.js';

type ProviderError = errors.OIDCProviderError | Error;

/**
 * Renders the page for an error of the provider.
 *
 * @param unusable why the client cannot be used, if that caused the error
 * @see docs/troubleshooting.md#a-user-is-stuck-on-an-error-page
 */
export type DcrErrorRenderer = (
  ctx: KoaContextWithOIDC,
  out: ErrorOut,
  error: ProviderError,
  unusable: DcrUnusableClient | undefined,
) => void | Promise<void>;

/**
 * The `renderError` of an `oidc-provider` configuration. A user whose client was removed, is disabled, waits for
 * approval or has a metadata document that is gone or invalid now reads what happened, since when, and what to do in that application, instead of `client is invalid`. Works
 * on Express and Fastify, because the provider sends the response. The status is the provider's, and the page never
 * redirects.
 *
 * @param render renders your own page; escape the explanation, which is plain text. Default: a plain page of this
 *   package
 * @example new Provider(issuer, withDcr({ …, renderError: dcrRenderError({ admin }) }, { clients }))
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export function dcrRenderError(
  services: ExplainClientServices,
  render: DcrErrorRenderer = renderPage,
): NonNullable<Configuration['renderError']> {
  const logger = new Logger('DcrErrorPage');
  return async (ctx, out, error) => {
    const clientId = out.error === 'invalid_client' ? clientIdOf(ctx) : undefined;
    let unusable: DcrUnusableClient | undefined;
    if (clientId !== undefined) {
      try {
        unusable = await explainUnusableClient(services, clientId);
      } catch (cause) {
        // The user still gets a page, but without the explanation.
        logger.warn(`A client could not be explained: ${String(cause)}`);
      }
    }
    await render(ctx, out, error, unusable);
  };
}

/** The provider has not always parsed the parameters when it fails. */
function clientIdOf(ctx: KoaContextWithOIDC): string | undefined {
  const { params, body } = ctx.oidc as Partial<KoaContextWithOIDC['oidc']>;
  const given = params?.['client_id'] ?? body?.['client_id'] ?? ctx.query['client_id'];
  return typeof given === 'string' && given !== '' ? given : undefined;
}

function renderPage(
  ctx: KoaContextWithOIDC,
  out: ErrorOut,
  _error: ProviderError,
  unusable?: DcrUnusableClient,
): void {
  ctx.set(ERROR_PAGE_HEADERS);
  ctx.type = 'html';
  ctx.body = errorPage(out, unusable);
}
