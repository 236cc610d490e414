import { IsBoolean, IsDefined } from 'class-validator';
import type { DcrClient } from '../clients/client.entity.js';
import { isPrivateUseScheme, LOOPBACK_HOSTS, LOOPBACK_HOSTS_IN_WORDS } from '../clients/redirect-uri.js';
import { isScopeToken } from '../text/scope.js';
import { memberRule } from '../validation/member-rule.js';
import {
  IsCount,
  IsCountOrFunction,
  IsListOf,
  IsOneOf,
  IsTimerMilliseconds,
  MayBeUndefined,
  must,
  MustBe,
} from '../validation/value-rules.js';

/**
 * Which redirect URIs may be registered. They apply to authorization requests too.
 *
 * @see docs/options.md#redirecturis
 * @interface
 */
export type RedirectUriRules = { [Member in keyof RedirectUriRulesDto]: RedirectUriRulesDto[Member] };

export class RedirectUriRulesDto {
  /** `https` with a host. Default: `true`. */
  @MayBeUndefined()
  @IsBoolean(must('true or false'))
  declare https?: boolean | undefined;

  /** `http` to `localhost`, `127.0.0.1` or `[::1]`, any port. Default: `true`. */
  @MayBeUndefined()
  @IsBoolean(must('true or false'))
  declare loopback?: boolean | undefined;

  /** Private-use schemes, exactly as listed, without the colon: `['cursor']`. Default: none. */
  @MayBeUndefined()
  @IsListOf(
    "private-use schemes in lower case and without the colon, such as ['cursor']",
    (scheme) => typeof scheme === 'string' && isPrivateUseScheme(scheme),
  )
  declare customSchemes?: string[] | undefined;
}

/**
 * Which scopes may be registered.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3
 * @interface
 */
export type ScopeRules = { [Member in keyof ScopeRulesDto]: ScopeRulesDto[Member] };

export class ScopeRulesDto {
  /** Others that a client asks for are dropped. */
  @IsDefined(must('given'))
  @AreScopeTokens()
  declare allowed: string[];

  /** Registered when a client asks for no scope that is allowed. */
  @MayBeUndefined()
  @AreAllowed()
  @AreScopeTokens()
  declare default?: string[] | undefined;
}

function AreScopeTokens(): PropertyDecorator {
  return IsListOf('scope tokens', (scope) => typeof scope === 'string' && isScopeToken(scope));
}

function AreAllowed(): PropertyDecorator {
  return memberRule('areAllowed', (scopes, rules) =>
    (scopes as string[]).every((scope) => (rules as ScopeRules).allowed.includes(scope))
      ? undefined
      : 'must hold only scopes of "allowed"',
  );
}

/**
 * An age in milliseconds, or a function of the client that returns one. No client younger than an hour is removed.
 *
 * @see docs/options.md#cleanup
 */
export type ClientAge = number | ((client: DcrClient) => number);

/**
 * When stale clients are removed. Times are in milliseconds.
 *
 * @see docs/options.md#cleanup
 * @interface
 */
export type CleanupOptions = { [Member in keyof CleanupOptionsDto]: CleanupOptionsDto[Member] };

export class CleanupOptionsDto {
  /** How long to keep a client that was never used, or a pending one that nobody approves. Default: 48 hours. */
  @MayBeUndefined()
  @IsCountOrFunction('milliseconds')
  declare unusedAfter?: ClientAge | undefined;

  /** How long to keep a client after its last use. Default: 30 days. */
  @MayBeUndefined()
  @IsCountOrFunction('milliseconds')
  declare idleAfter?: ClientAge | undefined;

  /** Interval between sweeps; each is run by one replica. Default: 1 hour. */
  @MayBeUndefined()
  @IsTimerMilliseconds()
  declare every?: number | undefined;

  /** Maximum number of rows that one transaction removes. Default: `1000`. */
  @MayBeUndefined()
  @IsCount('rows')
  declare batchSize?: number | undefined;
}

/**
 * What the audit log keeps.
 *
 * @see docs/options.md#audit
 * @interface
 */
export type AuditOptions = { [Member in keyof AuditOptionsDto]: AuditOptionsDto[Member] };

export class AuditOptionsDto {
  /** How long to keep audit events, ms. Default: 90 days. */
  @MayBeUndefined()
  @IsCount('milliseconds')
  declare retention?: number | undefined;

  /** How to keep addresses: whole, cut to /24 (IPv4) or /48 (IPv6), or not at all. Default: `'full'`. */
  @MayBeUndefined()
  @IsOneOf(['full', 'truncated', 'none'])
  declare ip?: 'full' | 'truncated' | 'none' | undefined;
}

/**
 * The RFC 8414 document of your authorization server. Members that are not listed here are passed through.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
 * @interface
 */
export type AuthorizationServerMetadata = {
  [Member in keyof AuthorizationServerMetadataDto]: AuthorizationServerMetadataDto[Member];
};

export class AuthorizationServerMetadataDto {
  /** `https`, or `http` on a loopback host; no query and no fragment. */
  @HasNoQuery()
  @IsSecureUrl()
  declare issuer: string;

  @IsSecureUrl()
  declare authorization_endpoint: string;

  @IsSecureUrl()
  declare token_endpoint: string;

  /** Default: the issuer's origin, the application's global prefix and the `path` option. */
  @MayBeUndefined()
  @IsSecureUrl()
  declare registration_endpoint?: string | undefined;

  [member: string]: unknown;
}

function IsSecureUrl(): PropertyDecorator {
  return MustBe(`an https URL (http only on ${LOOPBACK_HOSTS_IN_WORDS}) without a fragment`, isSecureUrl);
}

function isSecureUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname, hash } = new URL(value);
  return hash === '' && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.has(hostname)));
}

/** RFC 8414 §2: the issuer has no query, and clients compare it byte for byte. */
function HasNoQuery(): PropertyDecorator {
  return memberRule('hasNoQuery', (url) =>
    (url as string).includes('?') ? 'must have no query' : undefined,
  );
}
