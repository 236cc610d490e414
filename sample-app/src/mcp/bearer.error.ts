import { HttpException } from '@nestjs/common';

type BearerErrorCode = 'invalid_token' | 'insufficient_scope';

/**
 * No token (401, without a code), a bad one (401) or one that does not reach far enough (403).
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export class BearerError extends HttpException {
  constructor(
    status: 401 | 403,
    readonly error?: BearerErrorCode,
    readonly description = 'An access token for this server is required.',
  ) {
    super({ error: error ?? 'unauthorized', error_description: description }, status);
  }
}
