import { redirectUriProblem } from '../clients/redirect-uri.js';
import { DcrInvalidClientMetadataError, DcrInvalidRedirectUriError } from '../errors/index.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import type { ClientMetadataDto } from './client-metadata.dto.js';
import { redirectUriValueProblem } from './metadata-rules.js';

/** Only public clients that use the authorization code grant are registered. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token'];
export const RESPONSE_TYPES = ['code'];
export const AUTH_METHOD = 'none';
/** The values that OpenID Connect defines. */
export const APPLICATION_TYPES = ['web', 'native'] as const;
type ApplicationType = (typeof APPLICATION_TYPES)[number];
/** Every client gets a name: consent pages need one, and some clients fail without one in the response. */
const UNNAMED = 'Unnamed client';

/** The values of the members that the server may change. All other members are registered as sent. */
export interface ClientProfile {
  redirectUris: string[];
  grantTypes: string[];
  responseTypes: string[];
  tokenEndpointAuthMethod: 'none';
  scope: string | null;
  clientName: string;
  applicationType: ApplicationType | null;
}

/** The properties of {@link ClientProfile}. */
export const DECIDED: ReadonlySet<string> = new Set([
  'redirectUris', 'grantTypes', 'responseTypes', 'tokenEndpointAuthMethod', 'scope', 'clientName', 'applicationType',
] satisfies (keyof ClientProfile)[]); // prettier-ignore

/** The options that decide what can be registered. */
export type ProfileOptions = Pick<ResolvedDcrOptions, 'negotiation' | 'redirectUris' | 'scopes'>;

/**
 * Applies the profile to the metadata. With `negotiation: 'strict'`, values outside the profile are refused. With
 * `'substitute'`, they are replaced or dropped, as long as the client remains usable.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
 * @throws DcrInvalidRedirectUriError or DcrInvalidClientMetadataError
 */
export function toProfile(metadata: ClientMetadataDto, options: ProfileOptions): ClientProfile {
  const { clientName, applicationType } = metadata;
  return {
    redirectUris: chooseRedirectUris(metadata.redirectUris, options),
    tokenEndpointAuthMethod: chooseAuthMethod(metadata.tokenEndpointAuthMethod, options),
    // RFC 7591 §2: if the member is absent, the client gets authorization_code only.
    grantTypes: choose('grant_types', metadata.grantTypes, GRANT_TYPES, 'authorization_code', options),
    responseTypes: choose('response_types', metadata.responseTypes, RESPONSE_TYPES, 'code', options),
    scope: chooseScope(metadata.scope, options),
    clientName: clientName?.trim() ? clientName : UNNAMED,
    applicationType: isApplicationType(applicationType) ? applicationType : null,
  };
}

function isApplicationType(value: string | undefined): value is ApplicationType {
  return (APPLICATION_TYPES as readonly unknown[]).includes(value);
}

function chooseRedirectUris(
  requested: unknown[],
  { negotiation, redirectUris: rules }: ProfileOptions,
): string[] {
  const usable: string[] = [];
  let firstProblem: string | undefined;
  for (let index = 0; index < requested.length; index++) {
    const uri = requested[index];
    const malformed = redirectUriValueProblem(uri);
    const problem = malformed ?? redirectUriProblem(uri as string, rules);
    if (!problem) usable.push(uri as string);
    else {
      const description = `redirect_uris[${index}] ${problem}.`;
      if (malformed || negotiation === 'strict') throw new DcrInvalidRedirectUriError(description);
      firstProblem ??= description;
    }
  }
  if (usable.length === 0) throw new DcrInvalidRedirectUriError(firstProblem ?? '');
  return usable;
}

function chooseAuthMethod(requested: string | undefined, { negotiation }: ProfileOptions): 'none' {
  // RFC 7591 §2: absent means client_secret_basic. §3.2.1 lets the server register another method.
  if (requested !== undefined && requested !== AUTH_METHOD && negotiation === 'strict') {
    throw new DcrInvalidClientMetadataError(
      'token_endpoint_auth_method must be none: only public clients are registered.',
    );
  }
  return AUTH_METHOD;
}

function choose(
  member: string,
  requested: string[] | undefined,
  supported: string[],
  required: string,
  { negotiation }: ProfileOptions,
): string[] {
  if (!requested) return [required];
  const unsupported = requested.findIndex((value) => !supported.includes(value));
  if (unsupported >= 0 && negotiation === 'strict') {
    throw new DcrInvalidClientMetadataError(
      `${member}[${unsupported}] must be one of: ${supported.join(', ')}.`,
    );
  }
  if (!requested.includes(required))
    throw new DcrInvalidClientMetadataError(`${member} must include ${required}.`);
  return requested.filter((value, index) => supported.includes(value) && isFirst(value, index, requested));
}

function chooseScope(requested: string | undefined, { scopes }: ProfileOptions): string | null {
  if (!scopes) return null;
  // Drop unknown scopes: many clients request some, and could not register if the request were refused.
  const granted = requested
    ?.split(' ')
    .filter((token, index, tokens) => scopes.allowed.includes(token) && isFirst(token, index, tokens));
  const registered = granted?.length ? granted : (scopes.default ?? []);
  return registered.length > 0 ? registered.join(' ') : null;
}

/** For short lists, for which a `Set` is slower. */
function isFirst(value: string, index: number, list: string[]): boolean {
  return list.indexOf(value) === index;
}
