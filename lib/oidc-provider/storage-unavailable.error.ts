import { errors } from 'oidc-provider';

/** The `Retry-After` header, seconds. */
export const RETRY_AFTER_SECONDS = '5';

/**
 * 503: the database is unavailable. `oidc-provider` turns any other error of an adapter into a 500, and a client that
 * got `invalid_client` would register again. Throw it from your own adapter too.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export class StorageUnavailableError extends errors.OIDCProviderError {
  override error_description = 'The server cannot complete the request right now. Try again later.';
  /** Otherwise the response would say `server_error`, and clients would not wait and retry. */
  override expose = true;
  /** Used where only Koa itself catches the error. */
  readonly headers = { 'Retry-After': RETRY_AFTER_SECONDS };

  constructor(cause?: unknown) {
    super(503, 'temporarily_unavailable', { cause });
  }
}
