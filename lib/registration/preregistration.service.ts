import { Inject, Injectable, type Type } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { DcrDecision } from '../policy/decision.js';
import { issueClient } from './issue-client.js';
import { pickRecognised } from './recognised-members.js';
import { draftRegistration } from './registration-draft.js';
import { RegistrationStore } from './registration.store.js';
import { substitutions } from './substitutions.js';

/** Registers the application's own clients by the rules of the endpoint, but without its limiter, policy, pause and cap. */
@Injectable()
export class PreregistrationService {
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
    private readonly database: DcrDatabase,
    private readonly store: RegistrationStore,
    private readonly audit: AuditLog,
  ) {}

  /** @throws DcrError 400 */
  async create(metadata: unknown, by: DcrActor): Promise<DcrClient> {
    const draft = draftRegistration(pickRecognised(metadata), {}, this.options);
    const client = issueClient(this.Client, draft, DcrDecision.allow(), {
      source: 'manual',
      at: this.database.now(),
    });
    const event = this.audit.event('client.registered', {
      outcome: 'accepted',
      clientId: client.clientId,
      requested: draft.requested,
      substituted: substitutions(draft, this.options.scopes !== undefined),
      ...whoAndWhy(by),
    });
    await this.store.savePreregistered(client, event);
    return client;
  }
}
