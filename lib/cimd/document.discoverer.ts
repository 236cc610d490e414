import { RejectionRecorder } from '../audit/rejection.recorder.js';
import { MINUTE_MS } from '../async/durations.js';
import { SingleFlight } from '../async/single-flight.js';
import type { DcrClient } from '../clients/client.entity.js';
import {
  DcrAccessDeniedError,
  DcrError,
  DcrInvalidClientMetadataError,
  type DcrRejectionCause,
  DcrServerError,
} from '../errors/index.js';
import { FetchBackOff } from '../fetching/back-off.js';
import { DownloadError } from '../fetching/download.error.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { RegistrationDecider } from '../registration/registration.decider.js';
import { DocumentRules } from './document.rules.js';
import type { Registration } from '../registration/registration.js';
import { callerNetwork } from '../text/ip-address.js';
import { AttemptCounter } from '../throttling/attempt.counter.js';
import { DiscoverySwitch } from './discovery.switch.js';
import { DocumentCapacityService } from './document-capacity.service.js';
import { DocumentDownloadService, type Downloaded } from './document-download.service.js';
import { toDocumentRegistration } from './document-registration.js';
import { unreachableDocument, unusableDocument } from './document.errors.js';
import { DocumentRows } from './document.rows.js';
import { DocumentStore } from './document.store.js';

const WINDOW_MS = 5 * MINUTE_MS;
/** When nothing says how long to wait, ms. */
const DEFAULT_WAIT_MS = 5_000;
const FULL_WAIT_MS = 30_000;
const COUNTED = 'discovery';
/** Refusals that say nothing about the document: one audit event for all of a caller's. */
const ABOUT_THE_CALLER: ReadonlySet<DcrRejectionCause | undefined> = new Set([
  'url',
  'host',
  'throttled',
  'cap',
  'paused',
]);

/** A URL that names no known client, and who asks. */
export interface UnknownDocument {
  clientId: string;
  host: string;
  ip: string | undefined;
}

/**
 * Discovers clients by their documents, at most once at a time for each URL. Each caller is admitted separately: one who is over its
 * limit must not share its refusal with others who ask for the same URL.
 */
export class DocumentDiscoverer {
  private readonly admissions = new SingleFlight<DcrClient>();
  private readonly fetches = new SingleFlight<DcrClient>();
  private readonly backOff = new FetchBackOff();

  constructor(
    private readonly options: ResolvedDcrOptions,
    private readonly paused: DiscoverySwitch,
    private readonly attempts: AttemptCounter,
    private readonly capacity: DocumentCapacityService,
    private readonly downloads: DocumentDownloadService,
    private readonly decider: RegistrationDecider,
    private readonly rules: DocumentRules,
    private readonly store: DocumentStore,
    private readonly rows: DocumentRows,
    private readonly rejections: RejectionRecorder,
  ) {}

  discover(unknown: UnknownDocument): Promise<DcrClient> {
    const { clientId, ip } = unknown;
    return (
      this.fetches.current(clientId) ??
      this.admissions.run(`${callerOf(ip)} ${clientId}`, () => this.admitAndFetch(unknown))
    );
  }

  /** Refuses a URL, and audits it. */
  refuse(unknown: UnknownDocument, cause: DcrRejectionCause, ruleId?: string): Promise<never> {
    return this.audited(unknown, () => Promise.reject(unusableDocument(cause, ruleId)));
  }

  private async audited<T>({ clientId, host, ip }: UnknownDocument, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const refusal = error instanceof DcrError ? error : new DcrServerError(error);
      const { rejectionCause: cause } = refusal;
      const about = ABOUT_THE_CALLER.has(cause) ? '' : host;
      const shared = { key: `${COUNTED} ${cause} ${about} ${callerOf(ip)}`, duration: WINDOW_MS };
      await this.rejections.record(refusal, { ip, clientId, source: 'cimd' }, undefined, shared);
      throw refusal;
    }
  }

  private async admitAndFetch(unknown: UnknownDocument): Promise<DcrClient> {
    await this.audited(unknown, () => this.admit(unknown));
    return this.fetches.run(unknown.clientId, () => this.audited(unknown, () => this.fetch(unknown)));
  }

  private async admit({ clientId, ip }: UnknownDocument): Promise<void> {
    // Don't connect to a host whose documents are denied.
    await this.rules.requirePermitted({ clientId, redirectUris: [] });
    this.checkBackOff(clientId);
    if (await this.paused.isPausedHere()) throw unreachableDocument('paused', DEFAULT_WAIT_MS);
    await this.countAttempt(ip);
    if (!(await this.capacity.hasRoom())) throw unreachableDocument('cap', FULL_WAIT_MS);
  }

  /** The failure itself is in the audit already. */
  private checkBackOff(clientId: string): void {
    const wait = this.backOff.remaining(clientId);
    if (wait > 0) throw unreachableDocument('throttled', wait);
  }

  private async fetch({ clientId, host, ip }: UnknownDocument): Promise<DcrClient> {
    // Another caller's fetch may have failed since this one was admitted.
    this.checkBackOff(clientId);
    let downloaded: Downloaded;
    try {
      downloaded = await this.downloads.download(clientId);
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      if (error.reason === 'governor') throw unreachableDocument('throttled', DEFAULT_WAIT_MS);
      const next = this.backOff.recordFailure(clientId);
      throw error.isUnreachable
        ? unreachableDocument(error.reason, next, error)
        : unusableDocument(error.reason);
    }
    return this.register({ clientId, host, ip }, downloaded);
  }

  private async register(
    { clientId, host, ip }: UnknownDocument,
    downloaded: Downloaded,
  ): Promise<DcrClient> {
    const registration = this.check(
      () => toDocumentRegistration(downloaded.document!, { clientId, host }, { ip }, this.options),
      clientId,
    );
    this.backOff.recordSuccess(clientId);
    const added = await this.decideAndAdd(registration, downloaded).catch((error: unknown) => {
      if (error instanceof DcrAccessDeniedError) throw unusableDocument('rule', error.ruleId);
      if (error instanceof DcrInvalidClientMetadataError) throw unusableDocument('policy');
      throw error;
    });
    if (added === 'full') throw unreachableDocument('cap', FULL_WAIT_MS);
    if (added !== 'known') return added;
    const known = await this.rows.find(clientId);
    if (!known) throw unreachableDocument('storage', DEFAULT_WAIT_MS);
    return known.client;
  }

  private async decideAndAdd(registration: Registration, { freshness }: Downloaded) {
    const decided = await Promise.resolve()
      .then(() => this.decider.decide(registration))
      .catch((error: unknown) => {
        if (error instanceof DcrAccessDeniedError || error instanceof DcrInvalidClientMetadataError)
          throw error;
        // A policy that fails: the document may be discovered later.
        throw error instanceof DcrError
          ? unreachableDocument(error.rejectionCause ?? 'policy_fault', DEFAULT_WAIT_MS, error)
          : error;
      });
    return this.store.add(registration, decided, freshness);
  }

  private check<T>(read: () => T, clientId: string): T {
    try {
      return read();
    } catch (error) {
      this.backOff.recordFailure(clientId);
      throw error;
    }
  }

  private async countAttempt(ip: string | undefined): Promise<void> {
    const key = this.attempts.keyOf(callerOf(ip), COUNTED);
    const { maxDiscoveriesPerWindow: limit } = this.options.cimd;
    const { isBlocked, timeToBlockExpire } = await this.attempts.count(key, limit, WINDOW_MS);
    if (isBlocked) throw unreachableDocument('throttled', timeToBlockExpire * 1_000);
  }
}

/** Callers without an address share one limit. */
function callerOf(ip: string | undefined): string {
  return ip === undefined ? 'unknown' : callerNetwork(ip);
}
