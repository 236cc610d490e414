import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { OnDemandLoader } from '../async/on-demand.loader.js';
import type { DcrActor } from '../audit/actor.js';
import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit.log.js';
import { DiscoverySwitch } from '../cimd/discovery.switch.js';
import { CleanupService } from '../cleanup/cleanup.service.js';
import type { CleanupResult } from '../cleanup/cleanup.sweep.js';
import type { RegistrationOrigin } from '../registration/origin.js';
import type { RegistrationExplanation } from '../registration/registration.explainer.js';
import { RegistrationSwitch } from '../registration/registration.switch.js';
import type { RevocationResult } from '../sessions/session-revocation.service.js';
import type { DcrSession } from '../sessions/session.entity.js';
import type { AdminOperations } from './admin.operations.js';
import { type CleanUpRequest, checkCleanUp } from './clean-up.request.js';
import type { ListAuditEventsQuery } from './list-audit-events.query.js';
import type { ListSessionsQuery } from './list-sessions.query.js';
import type { Page } from './page.js';
import { RuleOperations } from './rule-operations.js';
import { type DcrSettings, SettingsReader } from './settings.reader.js';
import type { StatisticsQuery } from './statistics.query.js';
import type { DcrStatistics } from './statistics.service.js';

/**
 * The operator's functions, for your own controllers: the package adds no routes for them. Every change is safe to
 * repeat, accepts an actor and a reason, and writes its audit event in the same transaction.
 *
 * @see docs/operating.md
 */
@Injectable()
export class DcrAdminService extends RuleOperations {
  /** Emits each audit event of this process after its commit, for metrics and alerts. */
  readonly events: Observable<DcrAuditEvent>;
  /** @internal */
  protected readonly operations: () => Promise<AdminOperations>;

  /** @internal */
  constructor(
    audit: AuditLog,
    private readonly cleanup: CleanupService,
    private readonly registration: RegistrationSwitch,
    private readonly discovery: DiscoverySwitch,
    private readonly settingsReader: SettingsReader,
    onDemand: OnDemandLoader,
  ) {
    super();
    this.events = audit.events;
    this.operations = onDemand.part(async () => (await import('./admin.operations.js')).AdminOperations);
  }

  /**
   * Explains what would happen to a registration now, and which step decides. Takes the same steps as the endpoint, but not the
   * limiter's: nothing is stored, counted, audited or published. The policy is asked, with `dryRun` in its context.
   *
   * @param metadata with RFC 7591's member names, as parsed from JSON
   * @param origin of the request, as in `DcrRegistrationService.register()`. Default: unknown
   * @throws DcrError 503 when the database is unavailable
   */
  explain(metadata: unknown, origin: RegistrationOrigin = {}): Promise<RegistrationExplanation> {
    return this.call(
      ({ registrationExplainer }, ...given) => registrationExplainer.explain(...given),
      metadata,
      origin,
    );
  }

  /**
   * Lists sessions, newest first: those of a client, or the clients of a user.
   *
   * @throws DcrInvalidQueryError (400)
   */
  listSessions(query: ListSessionsQuery = {}): Promise<Page<DcrSession>> {
    return this.call(({ sessionListing }, ...given) => sessionListing.list(...given), query);
  }

  /**
   * Ends one session and its tokens, as {@link revokeSessions} does for all sessions of a client. Does nothing if the session
   * has ended.
   *
   * @throws DcrSessionNotFoundError
   */
  revokeSession(sessionId: string, by: DcrActor = {}): Promise<RevocationResult> {
    return this.call(({ sessionEnding }, ...given) => sessionEnding.revoke(...given), sessionId, by);
  }

  /**
   * Lists audit events, newest first by default.
   *
   * @throws DcrInvalidQueryError (400)
   */
  listAuditEvents(query: ListAuditEventsQuery = {}): Promise<Page<DcrAuditEvent>> {
    return this.call(({ auditListing }, ...given) => auditListing.list(...given), query);
  }

  /**
   * Sweeps now. With `dryRun`, it only counts what a sweep would remove.
   *
   * @param by recorded in the audit event of each client that is removed. Without a reason here or in the request, the
   *   event's reason is `never used` or `idle`, as its `description` always is
   * @throws DcrInvalidQueryError (400)
   */
  async cleanUp(request: CleanUpRequest = {}, by: DcrActor = {}): Promise<CleanupResult> {
    checkCleanUp(request);
    const { dryRun, reason } = request;
    return dryRun ? this.cleanup.preview() : this.cleanup.runNow({ ...by, reason: by.reason ?? reason });
  }

  /**
   * Stops registration. Waits half a second; after that, every replica answers 403 and no longer announces the
   * endpoint.
   */
  pauseRegistration(by: DcrActor = {}): Promise<void> {
    return this.registration.pause(by);
  }

  /** Opens registration again; every replica notices within half a second. */
  resumeRegistration(by: DcrActor = {}): Promise<void> {
    return this.registration.resume(by);
  }

  /**
   * Stops the fetching of metadata documents. Waits half a second; after that, every replica answers 503 for unknown URLs, and
   * uses the stored copies of the others.
   */
  pauseDiscovery(by: DcrActor = {}): Promise<void> {
    return this.discovery.pause(by);
  }

  /** Fetches metadata documents again; every replica notices within half a second. */
  resumeDiscovery(by: DcrActor = {}): Promise<void> {
    return this.discovery.resume(by);
  }

  /**
   * Returns the numbers for an overview. Above 100,000 rows, they may be up to 30 seconds old.
   *
   * @param query the range of the numbers that are from the audit log. Default: 30 days
   * @throws DcrInvalidQueryError (400)
   */
  statistics(query: StatisticsQuery = {}): Promise<DcrStatistics> {
    return this.call(({ statistics }, ...given) => statistics.read(...given), query);
  }

  /** Returns the limits and options in force, for an operator's page. Call it once the application has started. */
  settings(): DcrSettings {
    return this.settingsReader.read();
  }
}
