import type { Type } from '@nestjs/common';
import type { DcrClient } from '../clients/client.entity.js';
import { SharedClientRows } from '../clients/shared-client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrError, type DcrRejectionCause } from '../errors/index.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { ClientCapacityService } from './client-capacity.service.js';
import { type ClientInformation, toClientInformation } from './client-information.js';
import { issueClient } from './issue-client.js';
import { completeOrigin, type RegistrationOrigin } from './origin.js';
import { pickRecognized } from './recognized-members.js';
import { toRegistration } from './registration.js';
import { type Decided, RegistrationDecider } from './registration.decider.js';
import { RegistrationSwitch } from './registration.switch.js';

/**
 * What would happen to a registration now.
 *
 * @see docs/operating.md#why-was-it-refused
 */
export interface RegistrationExplanation {
  /** `registered`: 201, and the client is active. `pending`: 201, and the client waits for approval. */
  outcome: 'registered' | 'pending' | 'refused';
  /** The step that decides. `policy` also where no policy is set, and nothing objects. */
  decidedBy: 'metadata' | 'rule' | 'policy' | 'cap' | 'paused';
  /** The rule that decides. */
  ruleId?: string;
  /** The OAuth error code of a refusal. */
  error?: string;
  /** Of a refusal, the `error_description`; of a pending registration, the reason. */
  description?: string;
  /** What would be registered, under RFC 7591's member names. Absent in a refusal. */
  registered?: Omit<ClientInformation, 'client_id' | 'client_id_issued_at'>;
}

type Step = RegistrationExplanation['decidedBy'];

/** Which step refuses for a cause. Other causes are failures, not decisions. */
const STEP_OF: Partial<Record<DcrRejectionCause, Step>> = {
  metadata: 'metadata',
  redirect_uris: 'metadata',
  body: 'metadata',
  rule: 'rule',
  policy: 'policy',
  policy_fault: 'policy',
  policy_timeout: 'policy',
  cap: 'cap',
  paused: 'paused',
};

/** Takes the steps of a registration without its last one: nothing is stored, counted or published. */
export class RegistrationExplainer {
  constructor(
    private readonly options: ResolvedDcrOptions,
    private readonly Client: Type<DcrClient>,
    private readonly database: DcrDatabase,
    private readonly registrationSwitch: RegistrationSwitch,
    private readonly decider: RegistrationDecider,
    private readonly capacity: ClientCapacityService,
    private readonly sharedClients: SharedClientRows,
  ) {}

  /** @throws DcrError 503 when the database is unavailable */
  async explain(body: unknown, origin: RegistrationOrigin): Promise<RegistrationExplanation> {
    try {
      if (await this.registrationSwitch.isPaused()) throw this.registrationSwitch.pausedError();
      const registration = toRegistration(pickRecognized(body), completeOrigin(origin), this.options);
      const decided = await this.decider.decide({ ...registration, isDryRun: true });
      const client = issueClient(this.Client, registration, decided.decision, {
        source: 'dcr',
        at: this.database.now(),
        sharedWithin: this.options.instances === 'shared' ? decided.revision : undefined,
      });
      await this.requireRoom(client);
      return admission(client, decided);
    } catch (error) {
      const step = error instanceof DcrError && error.rejectionCause && STEP_OF[error.rejectionCause];
      if (!step) throw error;
      return refusal(error, step);
    }
  }

  /** A client that is shared already needs no room. */
  private async requireRoom({ sharedHash }: DcrClient): Promise<void> {
    const use = await this.capacity.use();
    if (!use || use.used < use.max) return;
    if (sharedHash === null || !(await this.sharedClients.exists(sharedHash)))
      throw this.capacity.fullError();
  }
}

function admission(client: DcrClient, { decision, ruleId }: Decided): RegistrationExplanation {
  const { client_id: _id, client_id_issued_at: _at, ...registered } = toClientInformation(client);
  return {
    outcome: client.status === 'pending' ? 'pending' : 'registered',
    decidedBy: ruleId === null ? 'policy' : 'rule',
    ...(ruleId !== null && { ruleId }),
    ...(client.status === 'pending' && decision.reason !== undefined && { description: decision.reason }),
    registered,
  };
}

function refusal({ error, description, ruleId }: DcrError, decidedBy: Step): RegistrationExplanation {
  return { outcome: 'refused', decidedBy, ...(ruleId !== undefined && { ruleId }), error, description };
}
