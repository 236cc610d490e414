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
import { negotiate } from './negotiation.js';
import { pickRecognised, toClientMetadata } from './recognised-members.js';
import { RegistrationStore } from './registration.store.js';
import { substitutions } from './substitutions.js';

/** Registers a host's own clients by the rules of the endpoint, but without its limiter, policy, pause and cap. */
@Injectable()
export class Preregistration {
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
    private readonly database: DcrDatabase,
    private readonly store: RegistrationStore,
    private readonly audit: AuditLog,
  ) {}

  /** @throws DcrError 400 */
  async create(metadata: unknown, by: DcrActor): Promise<DcrClient> {
    const requested = pickRecognised(metadata);
    const asked = toClientMetadata(requested);
    const negotiated = negotiate(asked, this.options);
    const client = issueClient(this.Client, asked, negotiated, DcrDecision.allow(), {
      source: 'manual',
      at: this.database.now(),
    });
    const event = this.audit.event('client.registered', {
      outcome: 'accepted',
      clientId: client.clientId,
      requested,
      substituted: substitutions(requested, client, this.options),
      ...whoAndWhy(by),
    });
    await this.store.savePreregistered(client, event);
    return client;
  }
}
