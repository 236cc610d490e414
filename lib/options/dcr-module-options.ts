import type { IncomingHttpHeaders } from 'node:http';
import type { Type } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { IsBoolean } from 'class-validator';
import type { DcrPolicy, DcrPolicyFunction } from '../policy/policy.js';
import { IsObjectOf } from '../validation/object-rule.js';
import {
  IsCount,
  isFunction,
  IsLimitOrFunction,
  IsOneOf,
  IsTimerMilliseconds,
  MayBeUndefined,
  must,
  MustBe,
} from '../validation/value-rules.js';
import { type CimdOptions, CimdOptionsDto } from './cimd-options.js';
import {
  type AuditOptions,
  AuditOptionsDto,
  type AuthorizationServerMetadata,
  AuthorizationServerMetadataDto,
  type CleanupOptions,
  CleanupOptionsDto,
  type RedirectUriRules,
  RedirectUriRulesDto,
  type ScopeRules,
  ScopeRulesDto,
} from './option-groups.js';

/**
 * The parts of a request that Express and Fastify share.
 *
 * @see docs/options.md#trackby
 */
export interface DcrRequest {
  /** The caller's address, as far as the application's framework trusts its proxies. */
  ip?: string | undefined;
  headers: IncomingHttpHeaders;
}

/**
 * The options of the module. `enabled: true` is enough to run.
 *
 * @see docs/options.md
 * @interface
 */
export type DcrModuleOptions = { [Member in keyof DcrModuleOptionsDto]: DcrModuleOptionsDto[Member] };

/** Describes the options: their types, their rules and their documentation. */
export class DcrModuleOptionsDto {
  /** Off: `POST /register` is an unknown route and nothing is advertised. Default: `false`. */
  @MayBeUndefined()
  @IsBoolean(must('true or false'))
  declare enabled?: boolean | undefined;

  /**
   * Attempts, accepted or not, per caller and window: at least 1, or a function of the request. `Infinity`: no limit,
   * and nothing is counted. Default: `25`.
   */
  @MayBeUndefined()
  @IsLimitOrFunction('attempts')
  declare maxRegistrationsPerWindow?:
    number | ((request: DcrRequest) => number | Promise<number>) | undefined;

  /** What counts as one caller. Default: the IP address, IPv6 by /64. */
  @MayBeUndefined()
  @MustBe('a function', isFunction)
  declare trackBy?: ((request: DcrRequest) => string | Promise<string>) | undefined;

  /** Length of the window, ms. Default: `60_000`. */
  @MayBeUndefined()
  @IsTimerMilliseconds()
  declare registrationWindow?: number | undefined;

  /** Your own rules: a function, or a class that the application provides. Default: allow. */
  @MayBeUndefined()
  @MustBe('a function, or a class with a decide() method that the application provides', isFunction)
  declare policy?: DcrPolicyFunction | Type<DcrPolicy> | undefined;

  /** Timeout of a policy, ms. Default: `2_000`. */
  @MayBeUndefined()
  @IsTimerMilliseconds()
  declare policyTimeout?: number | undefined;

  /**
   * `'strict'`: metadata outside the profile is rejected. `'substitute'`: it is replaced or dropped as long as a
   * usable client remains. Default: `'strict'`.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
   */
  @MayBeUndefined()
  @IsOneOf(['strict', 'substitute'])
  declare negotiation?: 'strict' | 'substitute' | undefined;

  /** Default: `{ https: true, loopback: true, customSchemes: [] }`; members that you omit keep their default. */
  @MayBeUndefined()
  @IsObjectOf(RedirectUriRulesDto)
  declare redirectUris?: RedirectUriRules | undefined;

  /** Default: `undefined`, no scope is registered or returned. */
  @MayBeUndefined()
  @IsObjectOf(ScopeRulesDto)
  declare scopes?: ScopeRules | undefined;

  /**
   * `'separate'`: each registration creates a client. `'shared'`: a registration whose registered metadata equals that of
   * an active self-registered client, apart from loopback ports, is answered with that client. Default: `'separate'`.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1
   */
  @MayBeUndefined()
  @IsOneOf(['separate', 'shared'])
  declare instances?: 'separate' | 'shared' | undefined;

  /**
   * Maximum number of active and pending clients that registered themselves. When reached, registration answers 503;
   * no client is evicted. Default: `undefined`, no cap.
   */
  @MayBeUndefined()
  @IsCount('clients')
  declare maxClients?: number | undefined;

  /**
   * `false` keeps every client; the audit's retention, ended sessions and limiter rows are still enforced. Default:
   * `{ unusedAfter: 48 h, idleAfter: 30 d, every: 1 h, batchSize: 1_000 }`.
   */
  @MayBeUndefined()
  @IsObjectOf(CleanupOptionsDto, { orFalse: true })
  declare cleanup?: false | CleanupOptions | undefined;

  /** Default: `{ retention: 90 d, ip: 'full' }`. */
  @MayBeUndefined()
  @IsObjectOf(AuditOptionsDto)
  declare audit?: AuditOptions | undefined;

  /** Where attempts are counted. Default: the application's database. */
  @MayBeUndefined()
  @MustBe('a ThrottlerStorage of @nestjs/throttler, an object with an increment() method', hasIncrement)
  declare throttlerStorage?: ThrottlerStorage | undefined;

  /** When that storage fails: `'closed'` answers 503, `'process'` counts in this process. Default: `'closed'`. */
  @MayBeUndefined()
  @IsOneOf(['closed', 'process'])
  declare onThrottlerFailure?: 'closed' | 'process' | undefined;

  /**
   * Client ID Metadata Documents. Default: `{ enabled: false, cache: { min: 5 min, max: 24 h, default: 1 h }, staleFor: 7 d,
   * timeout: 5_000, maxBytes: 5_120, maxClients: 10_000, maxDiscoveriesPerWindow: 25, onChange: 'revoke' }`.
   */
  @MayBeUndefined()
  @IsObjectOf(CimdOptionsDto)
  declare cimd?: CimdOptions | undefined;

  /** The authorization server's own metadata; the module then serves the RFC 8414 document. */
  @MayBeUndefined()
  @IsObjectOf(AuthorizationServerMetadataDto, {
    expected: 'an object with issuer, authorization_endpoint and token_endpoint',
    isOpen: true,
  })
  declare metadata?: AuthorizationServerMetadata | undefined;
}

function hasIncrement(storage: unknown): boolean {
  return isFunction((storage as { increment?: unknown } | null)?.increment);
}
