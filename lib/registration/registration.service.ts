import { Inject, Injectable, Logger, type Type } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Rejections } from '../audit/rejections.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import { DcrError, DcrServerError } from '../errors/index.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { DcrDecision } from '../policy/decision.js';
import { RegistrationSwitch } from './registration.switch.js';
import { toClientInformation, type ClientInformation } from './client-information.js';
import { issueClient } from './issue-client.js';
import { completeOrigin, type RegistrationOrigin } from './origin.js';
import { policyContext } from './policy-context.js';
import { PolicyRunner } from './policy.runner.js';
import { pickRecognised, type RequestedMetadata } from './recognised-members.js';
import { draftRegistration, type RegistrationDraft } from './registration-draft.js';
import { RegistrationStore } from './registration.store.js';
import { substitutions } from './substitutions.js';

/**
 * Registers a client: RFC 7591 §3, one step after the other.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3
 */
@Injectable()
export class DcrRegistrationService {
  private readonly logger = new Logger(DcrRegistrationService.name);

  /** @internal */
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
    private readonly database: DcrDatabase,
    private readonly registration: RegistrationSwitch,
    private readonly policy: PolicyRunner,
    private readonly store: RegistrationStore,
    private readonly audit: AuditLog,
    private readonly rejections: Rejections,
  ) {}

  /**
   * The pipeline of the endpoint without HTTP and without the limiter. Refusals are audited like the endpoint's.
   *
   * @param metadata what the client asks for, under RFC 7591's names
   * @param origin where the request comes from; for the policy and the audit
   * @throws DcrError { error, status, description }
   */
  async register(metadata: unknown, origin: RegistrationOrigin = {}): Promise<ClientInformation> {
    const from = completeOrigin(origin);
    let requested: RequestedMetadata | undefined;
    try {
      await this.registration.requireOpen();
      requested = pickRecognised(metadata);
      const draft = draftRegistration(requested, from, this.options);
      const decision = await this.askPolicy(draft);
      const client = issueClient(this.Client, draft, decision, { source: 'dcr', at: this.database.now() });
      await this.persist(client, draft, decision);
      return toClientInformation(client);
    } catch (error) {
      if (!(error instanceof DcrError)) this.logger.error(error);
      const refusal = error instanceof DcrError ? error : new DcrServerError(error);
      await this.rejections.record(refusal, from, requested);
      throw refusal;
    }
  }

  private askPolicy(draft: RegistrationDraft): DcrDecision | Promise<DcrDecision> {
    return this.options.policy ? this.policy.ask(policyContext(draft)) : DcrDecision.allow();
  }

  private persist(client: DcrClient, draft: RegistrationDraft, decision: DcrDecision): Promise<void> {
    const details = {
      outcome: 'accepted' as const,
      clientId: client.clientId,
      requested: draft.requested,
      substituted: substitutions(draft, this.options.scopes !== undefined),
      reason: decision.reason ?? null,
    };
    return this.store.save(client, this.audit.event('client.registered', details, draft.origin));
  }
}
