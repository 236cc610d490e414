import type { Type } from '@nestjs/common';
import { IsBoolean } from 'class-validator';
import type { DcrDocumentFetcher, DcrTestHost } from '../fetching/document-fetcher.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../async/durations.js';
import { memberRule } from '../validation/member-rule.js';
import { IsObjectOf } from '../validation/object-rule.js';
import {
  IsCount,
  isFunction,
  IsListOf,
  IsOneOf,
  IsTimerMilliseconds,
  MayBeUndefined,
  must,
  MustBe,
} from '../validation/value-rules.js';

/**
 * Bounds on how long a document is used without asking its host, ms.
 *
 * @see docs/client-documents.md#options
 */
export type CimdCacheOptions = { [Member in keyof CimdCacheOptionsDto]: CimdCacheOptionsDto[Member] };

class CimdCacheOptionsDto {
  /** Default: 5 minutes. Also the lifetime of a response with `no-store`. */
  @MayBeUndefined()
  @IsTimerMilliseconds()
  declare min?: number | undefined;

  /** Default: 24 hours. */
  @MayBeUndefined()
  @IsTimerMilliseconds()
  declare max?: number | undefined;

  /** The lifetime of a response that names none. Default: 1 hour. */
  @MayBeUndefined()
  @IsTimerMilliseconds()
  declare default?: number | undefined;
}

/**
 * Client ID Metadata Documents: the client id is an https URL, and the document behind it describes the client.
 *
 * @see docs/client-documents.md#options
 * @see https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/
 */
export type CimdOptions = { [Member in keyof CimdOptionsDto]: CimdOptionsDto[Member] };

export class CimdOptionsDto {
  /** Independent of the module's `enabled`. It lets your application connect to hosts that callers name. Default: `false`. */
  @MayBeUndefined()
  @IsBoolean(must('true or false'))
  declare enabled?: boolean | undefined;

  /** Hosts whose documents are accepted: exact names, or `*.name` for its subdomains. Default: any host; `[]`: none. */
  @MayBeUndefined()
  @IsListOf("host names in lower case, such as 'claude.ai' or '*.example.com'", isHostPattern)
  declare hosts?: string[] | undefined;

  /** Default: `{ min: 5 min, max: 24 h, default: 1 h }`; members that you omit keep their default. */
  @MayBeUndefined()
  @IsOrdered()
  @IsObjectOf(CimdCacheOptionsDto)
  declare cache?: CimdCacheOptions | undefined;

  /** How long a stored copy is used after it expired, while its host cannot be reached, ms. `0`: never. Default: 7 days. */
  @MayBeUndefined()
  @MustBe(
    'milliseconds, a whole number, or 0',
    (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  )
  declare staleFor?: number | undefined;

  /** For a whole fetch: name lookup, TLS, headers and body; ms. Default: `5_000`. */
  @MayBeUndefined()
  @IsTimerMilliseconds()
  declare timeout?: number | undefined;

  /** Maximum size of a document. Default: `5_120`. */
  @MayBeUndefined()
  @IsCount('bytes')
  declare maxBytes?: number | undefined;

  /** Maximum number of clients with documents. When reached, unknown ones are answered 503. Default: `10_000`. */
  @MayBeUndefined()
  @IsCount('clients')
  declare maxClients?: number | undefined;

  /** Unknown URLs per caller in 5 minutes. Default: `25`. */
  @MayBeUndefined()
  @IsCount('documents')
  declare maxDiscoveriesPerWindow?: number | undefined;

  /**
   * When a document gains a redirect URI, a grant or a scope: `'revoke'` ends the client's sessions, `'keep'` only records the
   * change. Default: `'revoke'`.
   */
  @MayBeUndefined()
  @IsOneOf(['revoke', 'keep'])
  declare onChange?: 'revoke' | 'keep' | undefined;

  /**
   * Fetches in place of the built-in fetcher, for example through an egress proxy: an instance, or a class that your application
   * provides. It decides which addresses may be connected to; the limits and checks of the response stay ours.
   */
  @MayBeUndefined()
  @MustBe('an object with a fetch() method, or a class that the application provides', isFetcher)
  declare fetcher?: DcrDocumentFetcher | Type<DcrDocumentFetcher> | undefined;

  /** For tests: answers of the name lookup, and the loopback address to connect to, for names under `.test`. */
  @MayBeUndefined()
  @IsTestHosts()
  declare testHosts?: Record<string, DcrTestHost> | undefined;

  /** For tests: the certificate authority of the servers behind `testHosts`, as PEM. */
  @MayBeUndefined()
  @MustBe(
    'a certificate in PEM',
    (value) => typeof value === 'string' && value.includes('-----BEGIN CERTIFICATE-----'),
  )
  declare testCa?: string | undefined;
}

/** The options with their defaults filled in. */
export type ResolvedCimdOptions = Required<
  Omit<CimdOptions, 'cache' | 'hosts' | 'fetcher' | 'testHosts' | 'testCa'>
> &
  Pick<CimdOptions, 'hosts' | 'fetcher' | 'testHosts' | 'testCa'> & { cache: Required<CimdCacheOptions> };

export const DEFAULT_CIMD: ResolvedCimdOptions = {
  enabled: false,
  cache: { min: 5 * MINUTE_MS, max: 24 * HOUR_MS, default: HOUR_MS },
  staleFor: 7 * DAY_MS,
  timeout: 5_000,
  maxBytes: 5_120,
  maxClients: 10_000,
  maxDiscoveriesPerWindow: 25,
  onChange: 'revoke',
};

const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const LOOPBACK_AND_PORT = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost):(\d{1,5})$/;

function isHostPattern(value: unknown): boolean {
  return typeof value === 'string' && HOST_NAME.test(value.replace(/^\*\./, ''));
}

function isFetcher(value: unknown): boolean {
  return isFunction(value) || isFunction((value as { fetch?: unknown } | null)?.fetch);
}

function IsOrdered(): PropertyDecorator {
  return memberRule('isOrdered', (value) => {
    const { min, max } = { ...DEFAULT_CIMD.cache, ...(value as CimdCacheOptions) };
    return min <= max ? undefined : 'must have a "min" of at most its "max"';
  });
}

function IsTestHosts(): PropertyDecorator {
  return memberRule('isTestHosts', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return 'must be an object: { name: { answers, connect } }';
    for (const [name, host] of Object.entries(value as Record<string, unknown>)) {
      if (!name.endsWith('.test') || !HOST_NAME.test(name))
        return `must have only names under .test, which "${name}" is not`;
      const { answers, connect } = (host ?? {}) as DcrTestHost;
      if (answers !== undefined && answers !== 'NXDOMAIN' && answers !== 'HANG' && !isAnswers(answers)) {
        return `must have "answers" that are a list of addresses, 'NXDOMAIN' or 'HANG'`;
      }
      if (connect !== undefined && !isLoopback(connect))
        return 'must have a "connect" such as 127.0.0.1:8443';
    }
    return undefined;
  });
}

function isAnswers(answers: unknown): boolean {
  return Array.isArray(answers) && answers.every((entry) => typeof entry === 'string' || isAnswers(entry));
}

function isLoopback(connect: unknown): boolean {
  const port = typeof connect === 'string' ? LOOPBACK_AND_PORT.exec(connect)?.[1] : undefined;
  return port !== undefined && Number(port) > 0 && Number(port) <= 65_535;
}
