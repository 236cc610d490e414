/**
 * The errors that this package throws, and the filter that answers with them.
 *
 * @module Errors
 */
export {
  DcrError,
  type DcrErrorDetails,
  type DcrRejectionCause,
  DcrErrorFilter,
  DcrAccessDeniedError,
  DcrAuthorizationRequestError,
  DcrClientNotFoundError,
  DcrSessionNotFoundError,
  DcrInvalidClientError,
  DcrInvalidClientMetadataError,
  DcrInvalidGrantError,
  DcrInvalidQueryError,
  DcrInvalidRedirectUriError,
  DcrServerError,
  DcrSlowDownError,
  DcrTemporarilyUnavailableError,
  DcrUnauthorizedClientError,
} from 'nestjs-dcr';
