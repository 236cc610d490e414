export { DcrClientNotFoundError, DcrInvalidQueryError, DcrSessionNotFoundError } from './admin.errors.js';
export {
  DcrAuthorizationRequestError,
  DcrInvalidClientError,
  DcrInvalidGrantError,
  DcrUnauthorizedClientError,
} from './authorization.errors.js';
export { DcrError, type DcrErrorDetails } from './dcr.error.js';
export {
  DcrAccessDeniedError,
  DcrInvalidClientMetadataError,
  DcrInvalidRedirectUriError,
  DcrServerError,
  DcrSlowDownError,
  DcrTemporarilyUnavailableError,
} from './registration.errors.js';
export type { DcrRejectionCause } from './rejection-cause.js';
