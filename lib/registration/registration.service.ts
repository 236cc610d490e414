import { Inject, Injectable, Logger, type Type } from '@nestjs/common';
import { OnDemandLoader } from '../async/on-demand.loader.js';
import { AuditLog } from '../audit/audit.log.js';
import { RejectionRecorder } from '../audit/rejection.recorder.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import { DcrError, DcrServerError, DcrTemporarilyUnavailableError } from '../errors/index.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { CallerGoneError } from './caller-gone.error.js';
import { toClientInformation, type ClientInformation } from './client-information.js';
import { issueClient } from './issue-client.js';
import { completeOrigin, type RegistrationOrigin } from './origin.js';
import { pickRecognized, type RequestedMetadata } from './recognized-members.js';
import { type Registration, toRegistration } from './registration.js';
import { type Decided, RegistrationDecider } from './registration.decider.js';
import { RegistrationStore } from './registration.store.js';
import { RegistrationSwitch } from './registration.switch.js';
import type { SharedClientStore } from './shared-client.store.js';
import { RulesChangedError } from './rules-changed.error.js';
import { findSubstitutions } from './substitutions.js';

/** How often a registration is decided again, if the rules change each time before it is stored. */
const MAX_ATTEMPTS = 5;

/**
 * Registers clients: the steps of RFC 7591 §3, in order.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3
 */
@Injectable()
export class DcrRegistrationService {
  private readonly logger = new Logger(DcrRegistrationService.name);
  /** Used only with `instances: 'shared'`. */
  private readonly sharedClients: () => Promise<SharedClientStore>;

  /** @internal */
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
    private readonly database: DcrDatabase,
    private readonly registrationSwitch: RegistrationSwitch,
    private readonly decider: RegistrationDecider,
    private readonly newClients: RegistrationStore,
    private readonly audit: AuditLog,
    private readonly rejections: RejectionRecorder,
    onDemand: OnDemandLoader,
  ) {
    this.sharedClients = onDemand.part(
      async () => (await import('./shared-client.store.js')).SharedClientStore,
    );
  }

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
      this.decider.prepare();
      if (!this.registrationSwitch.isKnownOpen) await this.registrationSwitch.requireOpen();
      requested = pickRecognized(await readBody());
      const registration = toRegistration(requested, from, this.options);
      const client = await this.issue(registration, await this.decider.decide(registration));
      return toClientInformation(client);
    } catch (error) {
      if (error instanceof CallerGoneError) throw error;
      if (!(error instanceof DcrError)) this.logger.error(error);
      const refusal = error instanceof DcrError ? error : new DcrServerError(error);
      await this.rejections.record(refusal, from, requested);
      throw refusal;
    }
  }

  /** Instances share a client only under the same rules, so such a registration starts again here if they have changed. */
  private async issue(registration: Registration, first: Decided): Promise<DcrClient> {
    let decided = first;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.store(registration, decided);
      } catch (error) {
        if (!(error instanceof RulesChangedError)) throw error;
        if (attempt === MAX_ATTEMPTS) throw new DcrTemporarilyUnavailableError();
        decided = await this.decider.repeat(decided);
      }
    }
  }

  private async store(registration: Registration, decided: Decided): Promise<DcrClient> {
    const client = issueClient(this.Client, registration, decided.decision, {
      source: 'dcr',
      at: this.database.now(),
      sharedWithin: this.options.instances === 'shared' ? decided.revision : undefined,
    });
    const details = {
      outcome: 'accepted' as const,
      clientId: client.clientId,
      requested: registration.requested,
      clientName: registration.metadata.clientName ?? null,
      redirectHosts: client.redirectHosts,
      substituted: findSubstitutions(registration, this.options.scopes !== undefined),
      ruleId: decided.ruleId,
      reason: decided.decision.reason ?? null,
    };
    const event = this.audit.event('client.registered', details, registration.origin);
    const store = client.sharedHash === null ? this.newClients : await this.sharedClients();
    await store.save({ client, event, decided });
    return client;
  }
}
