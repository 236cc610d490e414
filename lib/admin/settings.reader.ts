import { Inject, Injectable } from '@nestjs/common';
import { EndpointLocation } from '../http/endpoint.location.js';
import type { CleanupOptions } from '../options/option-groups.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';

/**
 * The cleanup in force. Times in ms; `'function'` stands for a function.
 *
 * @see docs/operating.md#show-the-settings
 */
export interface CleanupSettings {
  /** The age at which a client that was never used is removed. */
  unusedAfter: number | 'function';
  /** The age of the last use at which a client is removed. */
  idleAfter: number | 'function';
  /** The time from one sweep to the next. */
  every: number;
  /** Rows per transaction. */
  batchSize: number;
}

/**
 * The limits and options in force, for an operator's page. Plain JSON: a function is `'function'`, an option that is not set
 * `null`. It contains no secret. Times are in milliseconds.
 *
 * @see docs/operating.md#show-the-settings
 */
export interface DcrSettings {
  enabled: boolean;
  /** The path of the endpoint, with the application's global prefix. */
  endpoint: string;
  /** Attempts per caller and window. */
  maxRegistrationsPerWindow: number | 'function' | 'unlimited';
  registrationWindow: number;
  /** What counts as one caller. */
  trackBy: 'ip' | 'function';
  policy: 'none' | 'application';
  policyTimeout: number;
  negotiation: 'strict' | 'substitute';
  redirectUris: { https: boolean; loopback: boolean; customSchemes: string[] };
  scopes: { allowed: string[]; default: string[] } | null;
  instances: 'separate' | 'shared';
  maxClients: number | null;
  /** `false`: no client is removed. */
  cleanup: CleanupSettings | false;
  audit: { retention: number; ip: 'full' | 'truncated' | 'none' };
  throttlerStorage: 'database' | 'application';
  onThrottlerFailure: 'closed' | 'process';
  /** Client ID Metadata Documents. */
  cimd: {
    enabled: boolean;
    /** `null`: any host. */
    hosts: string[] | null;
    cache: { min: number; max: number; default: number };
    staleFor: number;
    timeout: number;
    maxBytes: number;
    maxClients: number;
    maxDiscoveriesPerWindow: number;
    onChange: 'revoke' | 'keep';
    fetcher: 'built-in' | 'application';
  };
  /** Of the metadata document that the module serves; `null` if it serves none. */
  issuer: string | null;
}

/** Reads the settings from the resolved options. */
@Injectable()
export class SettingsReader {
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly location: EndpointLocation,
  ) {}

  read(): DcrSettings {
    const { policy, scopes, cleanup, redirectUris, audit, ...options } = this.options;
    return {
      enabled: options.enabled,
      endpoint: this.location.pathname(),
      maxRegistrationsPerWindow: limit(options.maxRegistrationsPerWindow),
      registrationWindow: options.registrationWindow,
      trackBy: options.trackBy ? 'function' : 'ip',
      policy: policy ? 'application' : 'none',
      policyTimeout: options.policyTimeout,
      negotiation: options.negotiation,
      redirectUris: { ...redirectUris, customSchemes: [...redirectUris.customSchemes] },
      scopes: scopes ? { allowed: [...scopes.allowed], default: [...(scopes.default ?? [])] } : null,
      instances: options.instances,
      maxClients: options.maxClients ?? null,
      cleanup: cleanup && cleanupSettings(cleanup),
      audit: { ...audit },
      throttlerStorage: options.throttlerStorage ? 'application' : 'database',
      onThrottlerFailure: options.onThrottlerFailure,
      cimd: this.cimd(),
      issuer: options.metadata?.issuer ?? null,
    };
  }

  private cimd(): DcrSettings['cimd'] {
    const { testHosts: _hosts, testCa: _ca, hosts, cache, fetcher, ...cimd } = this.options.cimd;
    return {
      ...cimd,
      hosts: hosts ? [...hosts] : null,
      cache: { ...cache },
      fetcher: fetcher ? 'application' : 'built-in',
    };
  }
}

function limit(value: ResolvedDcrOptions['maxRegistrationsPerWindow']): number | 'function' | 'unlimited' {
  if (typeof value === 'function') return 'function';
  return value === Infinity ? 'unlimited' : value;
}

function cleanupSettings({
  unusedAfter,
  idleAfter,
  every,
  batchSize,
}: Required<CleanupOptions>): CleanupSettings {
  const age = (value: typeof unusedAfter) => (typeof value === 'function' ? ('function' as const) : value);
  return { unusedAfter: age(unusedAfter), idleAfter: age(idleAfter), every, batchSize };
}
