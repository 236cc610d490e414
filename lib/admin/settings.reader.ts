import { Inject, Injectable } from '@nestjs/common';
import { EndpointLocation } from '../http/endpoint.location.js';
import { DCR_OPTIONS, ResolvedDcrOptions } from '../options/resolved-options.js';

/**
 * The cleanup in force. In place of a function stands the text `'function'`. Times in ms.
 *
 * @see docs/operating.md#clean-up-unused-clients
 */
export interface CleanupSettings {
  /** The age at which a client that was never used is removed. */
  unusedAfter: number | 'function';
  /** The age of the last use at which a client is removed. */
  idleAfter: number | 'function';
  /** The time from one sweep to the next. */
  every: number;
  batchSize: number;
}

/**
 * The limits and options in force, for an operator's page. In place of a function stands the text `'function'`. Times in ms.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export interface DcrSettings extends Pick<
  ResolvedDcrOptions,
  | 'enabled'
  | 'registrationWindow'
  | 'policyTimeout'
  | 'negotiation'
  | 'redirectUris'
  | 'scopes'
  | 'maxClients'
  | 'audit'
  | 'onThrottlerFailure'
> {
  /** Path of the registration endpoint, with the application's global prefix. */
  endpoint: string;
  /** Attempts per caller and window; `Infinity`: no limit. */
  maxRegistrationsPerWindow: number | 'function';
  /** `false`: no client is removed. */
  cleanup: false | CleanupSettings;
  /** Without what is for tests and without the fetcher. */
  cimd: Omit<ResolvedDcrOptions['cimd'], 'fetcher' | 'testHosts' | 'testCa'>;
}

/** Reads the options in force. */
@Injectable()
export class SettingsReader {
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly location: EndpointLocation,
  ) {}

  read(): DcrSettings {
    const { cleanup, cimd, maxRegistrationsPerWindow } = this.options;
    const { enabled, registrationWindow, policyTimeout, negotiation } = this.options;
    const { redirectUris, scopes, maxClients, audit, onThrottlerFailure } = this.options;
    const { fetcher: _fetcher, testHosts: _hosts, testCa: _ca, ...shownCimd } = cimd;
    return {
      enabled,
      endpoint: this.location.pathname(),
      maxRegistrationsPerWindow: shown(maxRegistrationsPerWindow),
      registrationWindow,
      policyTimeout,
      negotiation,
      redirectUris,
      scopes,
      maxClients,
      cleanup: cleanup && {
        ...cleanup,
        unusedAfter: shown(cleanup.unusedAfter),
        idleAfter: shown(cleanup.idleAfter),
      },
      audit,
      onThrottlerFailure,
      cimd: shownCimd,
    };
  }
}

function shown(value: unknown): number | 'function' {
  return typeof value === 'number' ? value : 'function';
}
