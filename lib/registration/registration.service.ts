import { Inject, Injectable, Logger, type Type } from '@nestjs/common';
import { AuditLog } from '../audit/audit.log.js';
import { RejectionRecorder } from '../audit/rejection.recorder.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import { DcrError, DcrServerError } from '../errors/index.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import type { DcrDecision } from '../policy/decision.js';
import { CallerGoneError } from './caller-gone.error.js';
import { toClientInformation, type ClientInformation } from './client-information.js';
import { issueClient } from './issue-client.js';
import { completeOrigin, type RegistrationOrigin } from './origin.js';
import { PolicyRunner } from './policy.runner.js';
import { pickRecognized, type RequestedMetadata } from './recognized-members.js';
import { type Registration, toRegistration } from './registration.js';
import { RegistrationStore } from './registration.store.js';
import { RegistrationSwitch } from './registration.switch.js';
import { SharedClientStore } from './shared-client.store.js';
import { findSubstitutions } from './substitutions.js';

/** Until operators can change rules at run time, there is one revision. */
const RULES_REVISION = '';

/**
 * Registers clients: the steps of RFC 7591 §3, in order.
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
    private readonly registrationSwitch: RegistrationSwitch,
    private readonly policy: PolicyRunner,
    private readonly store: RegistrationStore,
    private readonly sharedClients: SharedClientStore,
    private readonly audit: AuditLog,
    private readonly rejections: RejectionRecorder,
  ) {}

  /**
   * Registers a client like the endpoint, but without HTTP and the limiter. Rejections are also audited.
   *
   * @param body the client's metadata with RFC 7591's member names, as parsed from JSON
   * @param origin the origin of the request, for the policy and the audit log. Default: unknown
   * @throws DcrError with `error`, `status` and `description`
   * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.1
   */
  register(body: unknown, origin: RegistrationOrigin = {}): Promise<ClientInformation> {
    return this.readAndRegister(() => body, origin);
  }

  /**
   * @internal
   * @param readBody not called while registration is paused
   */
  async readAndRegister(readBody: () => unknown, origin: RegistrationOrigin): Promise<ClientInformation> {
    const from = completeOrigin(origin);
    let requested: RequestedMetadata | undefined;
    try {
      if (!this.registrationSwitch.isKnownOpen) await this.registrationSwitch.requireOpen();
      requested = pickRecognized(await readBody());
      const registration = toRegistration(requested, from, this.options);
      const decision = await this.policy.ask(registration);
      const client = issueClient(this.Client, registration, decision, {
        source: 'dcr',
        at: this.database.now(),
        sharedWithin: this.options.instances === 'shared' ? RULES_REVISION : undefined,
      });
      await this.persist(client, registration, decision);
      return toClientInformation(client);
    } catch (error) {
      if (error instanceof CallerGoneError) throw error;
      if (!(error instanceof DcrError)) this.logger.error(error);
      const refusal = error instanceof DcrError ? error : new DcrServerError(error);
      await this.rejections.record(refusal, from, requested);
      throw refusal;
    }
  }

  private persist(client: DcrClient, registration: Registration, decision: DcrDecision): Promise<void> {
    const details = {
      outcome: 'accepted' as const,
      clientId: client.clientId,
      requested: registration.requested,
      clientName: registration.metadata.clientName ?? null,
      redirectHosts: client.redirectHosts,
      substituted: findSubstitutions(registration, this.options.scopes !== undefined),
      reason: decision.reason ?? null,
    };
    const event = this.audit.event('client.registered', details, registration.origin);
    return (client.sharedHash === null ? this.store : this.sharedClients).save(client, event);
  }
}
