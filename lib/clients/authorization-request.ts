import { AuthorizationRequestError } from '../errors/index.js';
import type { DcrClient } from './client.entity.js';
import { isRegisteredRedirectUri } from './redirect-uri.js';

export interface AuthorizationRequest {
  clientId: string;
  redirectUri: string;
  responseType: string;
  codeChallenge: string;
  codeChallengeMethod: string;
  scope?: string;
}

/** SHA-256 in base64url: RFC 7636 §4.2. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/**
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 * @throws AuthorizationRequestError; only after the redirect URI is known to be the client's may it be redirected
 */
export function checkAuthorization(request: AuthorizationRequest, client: DcrClient): void {
  if (!isRegisteredRedirectUri(request.redirectUri, client.redirectUris)) {
    throw new AuthorizationRequestError('invalid_request', 'The redirect_uri is not registered.', false);
  }
  if (!client.responseTypes.includes(request.responseType)) {
    throw new AuthorizationRequestError('unsupported_response_type', 'The response_type must be code.', true);
  }
  if (request.codeChallengeMethod !== 'S256' || !S256_CHALLENGE.test(request.codeChallenge)) {
    const description = 'A code_challenge with the code_challenge_method S256 is required.';
    throw new AuthorizationRequestError('invalid_request', description, true);
  }
  if (request.scope && client.scope && !isWithin(request.scope, client.scope)) {
    throw new AuthorizationRequestError(
      'invalid_scope',
      'The scope is not registered for this client.',
      true,
    );
  }
}

function isWithin(requested: string, registered: string): boolean {
  const allowed = new Set(registered.split(' '));
  return requested.split(' ').every((scope) => allowed.has(scope));
}
