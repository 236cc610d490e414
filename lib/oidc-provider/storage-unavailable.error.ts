import { errors } from 'oidc-provider';

/** Seconds. */
export const RETRY_AFTER = '5';

/**
 * 503: the database did not answer. `oidc-provider` turns any other error of an adapter into a 500, and a client
 * that reads `invalid_client` for a database that is away would register anew. Throw it from your own adapter too.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export class StorageUnavailableError extends errors.OIDCProviderError {
  override error_description = 'The server cannot complete the request right now. Try again later.';
  /** Without it the answer would say `server_error`, which clients do not take as a reason to wait. */
  override expose = true;
  /** For where nothing but Koa itself catches it. */
  readonly headers = { 'Retry-After': RETRY_AFTER };

  constructor(cause?: unknown) {
    super(503, 'temporarily_unavailable', { cause });
  }
}
