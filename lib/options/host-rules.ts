import { isPrivateUseScheme, LOOPBACK_HOSTS } from '../clients/redirect-uri.js';
import { isScopeToken } from '../text/scope.js';
import { listOf, objectOf, boolean, type Rule } from './option-rules.js';

const scopeTokens = listOf('scope tokens', (scope) => typeof scope === 'string' && isScopeToken(scope));

export const redirectUris: Rule = objectOf({
  https: boolean,
  loopback: boolean,
  customSchemes: listOf(
    "private-use schemes in lower case and without the colon, such as ['cursor']",
    (scheme) => typeof scheme === 'string' && isPrivateUseScheme(scheme),
  ),
});

export const scopes: Rule = (value) => {
  const expected = objectOf({ allowed: scopeTokens, default: scopeTokens }, ['allowed'])(value);
  if (expected) return expected;
  const { allowed, default: fallback = [] } = value as { allowed: string[]; default?: string[] };
  return fallback.every((scope) => allowed.includes(scope))
    ? undefined
    : 'an object whose "default" holds only scopes of "allowed"';
};

export const throttlerStorage: Rule = (value) =>
  typeof (value as { increment?: unknown } | null)?.increment === 'function'
    ? undefined
    : 'a ThrottlerStorage of @nestjs/throttler, an object with an increment() method';

function isSecureUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, hash } = new URL(value);
  return hash === '' && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.has(hostname)));
}

export const metadata: Rule = (value) => {
  const document = value as Record<string, unknown> | null;
  if (typeof document !== 'object' || document === null) {
    return 'an object with issuer, authorization_endpoint and token_endpoint';
  }
  for (const member of ['issuer', 'authorization_endpoint', 'token_endpoint', 'registration_endpoint']) {
    const url = document[member];
    if (member === 'registration_endpoint' && url === undefined) continue;
    if (!isSecureUrl(url)) {
      return `an object whose "${member}" is an https URL (http only on localhost, 127.0.0.1 or [::1]) without a fragment`;
    }
  }
  // RFC 8414 §2: the issuer has no query, and clients compare it byte for byte.
  if ((document['issuer'] as string).includes('?')) return 'an object whose "issuer" has no query';
  return undefined;
};
