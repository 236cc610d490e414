import { DAY_MS, HOUR_MS } from '../async/durations.js';
import { DcrClient } from '../clients/client.entity.js';
import { DEFAULT_CIMD, type ResolvedCimdOptions } from './cimd-options.js';
import type { DcrModuleExtras } from './dcr-module-extras.js';
import type { DcrModuleOptions } from './dcr-module-options.js';
import type { AuditOptions, CleanupOptions, RedirectUriRules } from './option-groups.js';

/** Injects {@link ResolvedDcrOptions}. */
export const DCR_OPTIONS = Symbol('DCR_OPTIONS');

export const DEFAULT_CLEANUP: Required<CleanupOptions> = {
  unusedAfter: 48 * HOUR_MS,
  idleAfter: 30 * DAY_MS,
  every: HOUR_MS,
  batchSize: 1_000,
};

/** The extras with their defaults filled in. */
export type ResolvedDcrExtras = Required<Omit<DcrModuleExtras, 'dataSource'>> &
  Pick<DcrModuleExtras, 'dataSource'>;

export const DEFAULT_EXTRAS: ResolvedDcrExtras = {
  path: 'register',
  decorators: [],
  isGlobal: false,
  dataSource: undefined,
  clientEntity: DcrClient,
};

/** The options with their defaults filled in. */
export class ResolvedDcrOptions implements DcrModuleOptions {
  enabled = false;
  maxRegistrationsPerWindow: NonNullable<DcrModuleOptions['maxRegistrationsPerWindow']> = 25;
  trackBy?: DcrModuleOptions['trackBy'];
  registrationWindow = 60_000;
  policy?: DcrModuleOptions['policy'];
  policyTimeout = 2_000;
  negotiation: 'strict' | 'substitute' = 'strict';
  redirectUris: Required<RedirectUriRules> = { https: true, loopback: true, customSchemes: [] };
  scopes?: DcrModuleOptions['scopes'];
  instances: 'separate' | 'shared' = 'separate';
  maxClients?: DcrModuleOptions['maxClients'];
  cleanup: false | Required<CleanupOptions> = DEFAULT_CLEANUP;
  audit: Required<AuditOptions> = { retention: 90 * DAY_MS, ip: 'full' };
  throttlerStorage?: DcrModuleOptions['throttlerStorage'];
  onThrottlerFailure: 'closed' | 'process' = 'closed';
  cimd: ResolvedCimdOptions = DEFAULT_CIMD;
  metadata?: DcrModuleOptions['metadata'];

  constructor(given: DcrModuleOptions = {}) {
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) continue;
      const current = (this as Record<string, unknown>)[name];
      const nested = isPlainObject(current) && isPlainObject(value);
      (this as Record<string, unknown>)[name] = nested ? { ...current, ...withoutUndefined(value) } : value;
    }
    const cache = { ...DEFAULT_CIMD.cache, ...withoutUndefined(given.cimd?.cache ?? {}) };
    this.cimd = { ...this.cimd, cache };
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export function withoutUndefined<T extends object>(object: T): Pick<T, keyof T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
