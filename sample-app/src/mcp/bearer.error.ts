import { HttpException } from '@nestjs/common';

type BearerErrorCode = 'invalid_token' | 'insufficient_scope';

/**
 * No token (401, without an error code), an invalid one (401) or one with insufficient scope (403).
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
