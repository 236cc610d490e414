import { DcrError } from './dcr.error.js';
import type { DcrRejectionCause } from './rejection-cause.js';

/**
 * The client is unknown, disabled or waiting for approval. 401 at the token endpoint, which real clients treat as the
 * signal to register again; 400 and a page, never a redirect, at the authorization endpoint.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export class DcrInvalidClientError extends DcrError {
  constructor(
    description: string,
    status: 400 | 401 = 401,
    rejectionCause?: DcrRejectionCause,
    ruleId?: string,
  ) {
    super('invalid_client', status, description, {
      ...(rejectionCause && { rejectionCause }),
      ...(ruleId !== undefined && { ruleId }),
    });
  }
}

/**
 * 400: the session behind a code or refresh token has ended.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export class DcrInvalidGrantError extends DcrError {
  constructor(description: string) {
    super('invalid_grant', 400, description);
  }
}

/**
 * 400: the client is valid, but is not registered for this grant.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export class DcrUnauthorizedClientError extends DcrError {
  constructor(description: string) {
    super('unauthorized_client', 400, description);
  }
}

/**
 * 400: the client may not make this authorization request.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
export class DcrAuthorizationRequestError extends DcrError {
  constructor(
    error: 'invalid_request' | 'unsupported_response_type' | 'invalid_scope',
    description: string,
    redirectable: boolean,
  ) {
    super(error, 400, description, { redirectable });
  }
}
