import { DcrAuthorizationRequestError } from '../errors/index.js';
import type { DcrClient } from './client.entity.js';
import { isRegisteredRedirectUri, redirectUriProblem, type RedirectUriProfile } from './redirect-uri.js';

/**
 * The parameters of an authorization request, as they were sent.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1
 */
export interface AuthorizationRequest {
  clientId: string;
  redirectUri: string;
  responseType: string;
  codeChallenge: string;
  codeChallengeMethod: string;
  scope?: string | undefined;
  /** The caller's address. Counts unknown metadata documents per caller; without it, all callers share one limit. */
  ip?: string | undefined;
}

/** RFC 7636 §4.2: SHA-256 in base64url. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/**
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 * @throws DcrAuthorizationRequestError, `redirectable` only once the redirect URI is known to be the client's
 */
export function checkAuthorization(
  request: AuthorizationRequest,
  client: DcrClient,
  rules: RedirectUriProfile,
): void {
  if (!isText(request.redirectUri) || !isRegisteredRedirectUri(request.redirectUri, client.redirectUris)) {
    throw new DcrAuthorizationRequestError('invalid_request', 'The redirect_uri is not registered.', false);
  }
  // The rules may have been tightened since the client registered.
  if (redirectUriProblem(request.redirectUri, rules) !== undefined) {
    throw new DcrAuthorizationRequestError(
      'invalid_request',
      'The redirect_uri is no longer allowed.',
      false,
    );
  }
  if (!isText(request.responseType)) {
    throw new DcrAuthorizationRequestError('invalid_request', 'One response_type is required.', true);
  }
  if (!client.responseTypes.includes(request.responseType)) {
    throw new DcrAuthorizationRequestError(
      'unsupported_response_type',
      'The response_type must be code.',
      true,
    );
  }
  const { codeChallenge, codeChallengeMethod } = request;
  if (codeChallengeMethod !== 'S256' || !isText(codeChallenge) || !S256_CHALLENGE.test(codeChallenge)) {
    const description = 'A code_challenge with the code_challenge_method S256 is required.';
    throw new DcrAuthorizationRequestError('invalid_request', description, true);
  }
  if (request.scope && client.scope && !isWithin(request.scope, client.scope)) {
    throw new DcrAuthorizationRequestError(
      'invalid_scope',
      'The scope is not registered for this client.',
      true,
    );
  }
}

/** Many frameworks turn a parameter that is sent twice into a list. */
function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWithin(requested: string, registered: string): boolean {
  if (!isText(requested)) return false;
  const allowed = new Set(registered.split(' '));
  return requested.split(' ').every((scope) => allowed.has(scope));
}
