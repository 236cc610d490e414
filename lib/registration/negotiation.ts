import { redirectUriProblem } from '../clients/redirect-uri.js';
import { DcrInvalidClientMetadataError, DcrInvalidRedirectUriError } from '../errors/index.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import type { ClientMetadata } from './client-metadata.js';

/** A public client that may use the authorization code grant: all that this server registers. */
const GRANT_TYPES = ['authorization_code', 'refresh_token'];
const RESPONSE_TYPES = ['code'];
const AUTH_METHOD = 'none';
const LONGEST_REDIRECT_URI = 2_048;

/** The members that decide what a client can do, inside the profile. */
export interface NegotiatedMetadata {
  redirectUris: string[];
  grantTypes: string[];
  responseTypes: string[];
  tokenEndpointAuthMethod: 'none';
  scope: string | null;
}

type Negotiation = Pick<ResolvedDcrOptions, 'negotiation' | 'redirectUris' | 'scopes'>;

/**
 * Brings what was asked for into the profile: refuses what is outside (`strict`), or replaces and drops it as long
 * as a usable client remains (`substitute`).
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
 * @throws DcrInvalidRedirectUriError or DcrInvalidClientMetadataError
 */
export function negotiate(metadata: ClientMetadata, options: Negotiation): NegotiatedMetadata {
  return {
    redirectUris: redirectUris(metadata.redirectUris, options),
    tokenEndpointAuthMethod: authMethod(metadata.tokenEndpointAuthMethod, options),
    // RFC 7591 §2: absent means authorization_code alone; who wants refresh tokens says so.
    grantTypes: choose('grant_types', metadata.grantTypes, GRANT_TYPES, 'authorization_code', options),
    responseTypes: choose('response_types', metadata.responseTypes, RESPONSE_TYPES, 'code', options),
    scope: scope(metadata.scope, options),
  };
}

function redirectUris(
  asked: unknown[] | undefined,
  { negotiation, redirectUris: rules }: Negotiation,
): string[] {
  if (!asked) {
    throw new DcrInvalidClientMetadataError(
      'redirect_uris must have at least one redirect URI.',
      400,
      'redirect_uris',
    );
  }
  const usable: string[] = [];
  let firstProblem: string | undefined;
  for (const [index, uri] of asked.entries()) {
    const complain = (problem: string) =>
      new DcrInvalidRedirectUriError(`redirect_uris[${index}] ${problem}.`);
    if (typeof uri !== 'string') throw complain('must be a string');
    if (uri.length > LONGEST_REDIRECT_URI)
      throw complain(`must be at most ${LONGEST_REDIRECT_URI} characters long`);
    const problem = redirectUriProblem(uri, rules);
    if (!problem) usable.push(uri);
    else if (negotiation === 'strict') throw complain(problem);
    else firstProblem ??= complain(problem).description;
  }
  if (usable.length === 0) throw new DcrInvalidRedirectUriError(firstProblem ?? '');
  return usable;
}

function authMethod(asked: string | undefined, { negotiation }: Negotiation): 'none' {
  // An absent method would mean client_secret_basic; RFC 7591 §3.2.1 lets the server register another.
  if (asked !== undefined && asked !== AUTH_METHOD && negotiation === 'strict') {
    throw new DcrInvalidClientMetadataError(
      'token_endpoint_auth_method must be none: only public clients are registered.',
    );
  }
  return AUTH_METHOD;
}

function choose(
  member: string,
  asked: string[] | undefined,
  supported: string[],
  required: string,
  { negotiation }: Negotiation,
): string[] {
  if (!asked) return [required];
  const unsupported = asked.findIndex((value) => !supported.includes(value));
  if (unsupported >= 0 && negotiation === 'strict') {
    throw new DcrInvalidClientMetadataError(
      `${member}[${unsupported}] must be one of: ${supported.join(', ')}.`,
    );
  }
  if (!asked.includes(required))
    throw new DcrInvalidClientMetadataError(`${member} must include ${required}.`);
  return [...new Set(asked.filter((value) => supported.includes(value)))];
}

function scope(asked: string | undefined, { scopes }: Negotiation): string | null {
  if (!scopes) return null;
  // Clients invent scopes; what is not allowed is left out, never refused.
  const granted = new Set(asked?.split(' ').filter((token) => scopes.allowed.includes(token)));
  const registered = granted.size > 0 ? [...granted] : (scopes.default ?? []);
  return registered.length > 0 ? registered.join(' ') : null;
}
