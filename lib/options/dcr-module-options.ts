import type { IncomingHttpHeaders } from 'node:http';
import type { Type } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { DcrClient } from '../clients/client.entity.js';
import type { DcrPolicy, DcrPolicyFunction } from '../policy/policy.js';
import type { AuthorizationServerMetadata } from './authorization-server-metadata.js';

/** The parts of a request that Express and Fastify share. */
export interface DcrRequest {
  /** As far as the host's framework trusts its proxies. */
  ip?: string;
  headers: IncomingHttpHeaders;
}

/** Which redirect URIs may be registered. */
export interface RedirectUriRules {
  /** `https` with a host. Default: `true`. */
  https?: boolean;
  /** `http` to `localhost`, `127.0.0.1` or `[::1]`, any port. Default: `true`. */
  loopback?: boolean;
  /** Private-use schemes, exactly as listed, without the colon: `['cursor']`. Default: none. */
  customSchemes?: string[];
}

/** Which scopes may be registered. */
export interface ScopeRules {
  allowed: string[];
  /** Registered where a client asks for nothing that is allowed. */
  default?: string[];
}

/** How stale clients go. Times in milliseconds; an age may be a function of the client. */
export interface CleanupOptions {
  /** How long a client that was never used is kept, and a pending one that nobody approves. Default: 48 hours. */
  unusedAfter?: ClientAge;
  /** How long a client is kept after its last use. Default: 30 days. */
  idleAfter?: ClientAge;
  /** How often one replica sweeps. Default: 1 hour. */
  every?: number;
  /** How many rows a transaction removes at most. Default: `1000`. */
  batchSize?: number;
}

/** Nothing younger than an hour goes, whatever an age says. */
export type ClientAge = number | ((client: DcrClient) => number);

/** What the audit keeps. */
export interface AuditOptions {
  /** How long audit events are kept, ms. Default: 90 days. */
  retention?: number;
  /** How addresses are kept: whole, cut to /24 (IPv4) or /48 (IPv6), or not at all. Default: `'full'`. */
  ip?: 'full' | 'truncated' | 'none';
}

/** The options of the module. `enabled: true` is enough to run. */
export interface DcrModuleOptions {
  /** Off: `POST /register` is an unknown route and nothing is advertised. Default: `false`. */
  enabled?: boolean;
  /** Attempts, good or bad, per caller and window: at least 1, or a function of the request. Default: `25`. */
  maxRegistrationsPerWindow?: number | ((request: DcrRequest) => number | Promise<number>);
  /** What counts as one caller. Default: the IP address, IPv6 by /64. */
  trackBy?: (request: DcrRequest) => string | Promise<string>;
  /** Length of the window, ms. Default: `60_000`. */
  registrationWindow?: number;
  /** Your own rules: a function, or a class that the host provides. Default: allow. */
  policy?: DcrPolicyFunction | Type<DcrPolicy>;
  /** How long a policy may take, ms. Default: `2_000`. */
  policyTimeout?: number;
  /**
   * `'strict'`: metadata outside the profile is refused. `'substitute'`: it is replaced or dropped as long as a
   * usable client remains. Default: `'strict'`.
   *
   * @see https://www.rfc-editor.org/rfc/rfc7591#section-2
   */
  negotiation?: 'strict' | 'substitute';
  /** Default: `{ https: true, loopback: true, customSchemes: [] }`; what is left out keeps its default. */
  redirectUris?: RedirectUriRules;
  /** Default: `undefined`, no scope is registered or returned. */
  scopes?: ScopeRules;
  /**
   * Most registered clients that may be live or pending at once; those of the host's own do not count. Full: 503,
   * nobody is evicted. Default: `undefined`, no cap.
   */
  maxClients?: number;
  /**
   * `false` keeps every client; the audit's retention, ended sessions and limiter rows are still enforced. Default:
   * `{ unusedAfter: 48 h, idleAfter: 30 d, every: 1 h, batchSize: 1_000 }`.
   */
  cleanup?: false | CleanupOptions;
  /** Default: `{ retention: 90 d, ip: 'full' }`. */
  audit?: AuditOptions;
  /** Where attempts are counted. Default: the application's database. */
  throttlerStorage?: ThrottlerStorage;
  /** When that storage fails: `'closed'` answers 503, `'process'` counts in this process. Default: `'closed'`. */
  onThrottlerFailure?: 'closed' | 'process';
  /** The authorization server's own metadata; the module then serves the RFC 8414 document. */
  metadata?: AuthorizationServerMetadata;
}
