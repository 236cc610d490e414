import { Logger } from '@nestjs/common';
import { SingleFlight } from '../async/single-flight.js';
import type { DcrActor } from '../audit/actor.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrError, DcrInvalidClientError, type DcrRejectionCause } from '../errors/index.js';
import { backOffDelay } from '../fetching/back-off.js';
import { DownloadError } from '../fetching/download.error.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { PolicyRunner } from '../registration/policy.runner.js';
import { subjectOf } from '../registration/registration.decider.js';
import type { Registration } from '../registration/registration.js';
import { combine } from '../rules/rule-decision.js';
import type { DcrClientDocument } from './client-document.entity.js';
import { DocumentDownloadService, type Downloaded } from './document-download.service.js';
import { hashOf, isWider, toDocumentRegistration } from './document-registration.js';
import type { KnownClient } from './document.rows.js';
import { DocumentRules } from './document.rules.js';
import { DocumentStore, type Widening } from './document.store.js';
import { registeredValues } from '../registration/issue-client.js';

/**
 * What asking for a document again has shown.
 *
 * @see docs/client-documents.md#operate
 */
export interface RefreshResult {
  /**
   * `unchanged`: the client is as it was; `changed`: it was updated; `withdrawn`: the document is gone or invalid, and new
   * authorizations are refused; `unreachable`: it could not be read, and the stored copy stays.
   */
  outcome: 'unchanged' | 'changed' | 'withdrawn' | 'unreachable';
  /** Why the document was not used. */
  cause?: DcrRejectionCause;
}

const WIDENING = { allow: 'allowed', pending: 'pending', deny: 'denied' } as const;

/** Asks for the documents of known clients again, at most once at a time for each. */
export class DocumentRefresher {
  private readonly logger = new Logger('DcrDocuments');
  private readonly fetches = new SingleFlight<RefreshResult>();

  constructor(
    private readonly options: ResolvedDcrOptions,
    private readonly database: DcrDatabase,
    private readonly downloads: DocumentDownloadService,
    private readonly policy: PolicyRunner,
    private readonly rules: DocumentRules,
    private readonly store: DocumentStore,
  ) {}

  /** How long to wait before asking again after a failure, ms; 0 if the document may be fetched now. */
  waitFor({ failedAt, failures }: DcrClientDocument): number {
    if (!failedAt) return 0;
    return Math.max(0, failedAt.getTime() + backOffDelay(failures) - this.database.now().getTime());
  }

  refresh(known: KnownClient, host: string, by: DcrActor = {}): Promise<RefreshResult> {
    return this.fetches.run(known.client.clientId, () => this.fetch(known, host, by));
  }

  /** Refreshes a copy that is still fresh, behind the answer. */
  refreshAhead(known: KnownClient, host: string): void {
    this.refresh(known, host).catch((error: unknown) =>
      this.logger.warn(`Could not refresh a client metadata document: ${String(error)}`),
    );
  }

  private async fetch(known: KnownClient, host: string, by: DcrActor): Promise<RefreshResult> {
    let downloaded: Downloaded;
    try {
      downloaded = await this.downloads.download(known.client.clientId, known.document!);
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      const { reason } = error;
      // Too many fetches under way: that says nothing about the document.
      if (reason === 'governor') return { outcome: 'unreachable', cause: 'throttled' };
      return isGone(error) ? this.withdraw(known, reason) : this.keep(known, reason);
    }
    if (!downloaded.document) return this.confirm(known, downloaded);
    let registration: Registration;
    try {
      const about = { clientId: known.client.clientId, host };
      registration = toDocumentRegistration(downloaded.document, about, {}, this.options);
    } catch (error) {
      if (!(error instanceof DcrInvalidClientError)) throw error;
      return this.withdraw(known, error.rejectionCause ?? 'metadata');
    }
    if (hashOf(registeredValues(registration)) === known.document!.hash)
      return this.confirm(known, downloaded);
    return this.change(known, registration, downloaded, by);
  }

  private async confirm(known: KnownClient, { freshness }: Downloaded): Promise<RefreshResult> {
    await this.store.confirm(known, freshness);
    return { outcome: 'unchanged' };
  }

  private async keep(known: KnownClient, cause: DcrRejectionCause): Promise<RefreshResult> {
    await this.store.noteFailure(known, cause);
    return { outcome: 'unreachable', cause };
  }

  private async withdraw(
    known: KnownClient,
    cause: DcrRejectionCause,
    ruleId?: string,
  ): Promise<RefreshResult> {
    await this.store.withdraw(known, cause, ruleId);
    return { outcome: 'withdrawn', cause };
  }

  private async change(
    known: KnownClient,
    registration: Registration,
    { freshness }: Downloaded,
    by: DcrActor,
  ): Promise<RefreshResult> {
    const rule = await this.rules.find(subjectOf(registration));
    if (rule?.effect === 'deny') return this.withdraw(known, 'rule', rule.id);
    let widening: Widening = { widening: 'none', reason: null, ruleId: null };
    if (isWider(known.client, registeredValues(registration))) {
      try {
        const { decision, ruleId } = combine(rule, await this.policy.decideAbout(registration));
        widening = { widening: WIDENING[decision.outcome], reason: decision.reason ?? null, ruleId };
      } catch (error) {
        // A policy that fails cannot approve a change, nor end a client that it approved.
        if (!(error instanceof DcrError)) throw error;
        return this.keep(known, error.rejectionCause ?? 'policy_fault');
      }
    }
    await this.store.change(known, registration, freshness, { ...widening, by });
    return { outcome: 'changed' };
  }
}

/** What breaks a rule of a document withdraws it; what is not a document at all may be an error page in front of it. */
function isGone({ reason, status, isJson }: DownloadError): boolean {
  return isJson || (reason === 'status' && (status === 404 || status === 410));
}
