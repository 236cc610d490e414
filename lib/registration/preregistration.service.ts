import type { Type } from '@nestjs/common';
import { AuditLog } from '../audit/audit.log.js';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import type { DcrClient } from '../clients/client.entity.js';
import { isDocumentUrl } from '../clients/document-clients.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrInvalidClientMetadataError } from '../errors/index.js';
import { documentHost } from '../fetching/document-url.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DcrDecision } from '../policy/decision.js';
import { issueClient } from './issue-client.js';
import { pickRecognized } from './recognized-members.js';
import { toRegistration } from './registration.js';
import { RegistrationStore } from './registration.store.js';
import { findSubstitutions } from './substitutions.js';

/** Registers clients for the application under the endpoint's rules, but without limiter, policy, pause switch and cap. */
export class PreregistrationService {
  constructor(
    private readonly options: ResolvedDcrOptions,
    private readonly Client: Type<DcrClient>,
    private readonly database: DcrDatabase,
    private readonly store: RegistrationStore,
    private readonly audit: AuditLog,
  ) {}

  /**
   * A `client_id` that is the URL of a metadata document pins that client: its document is not fetched any more.
   *
   * @throws DcrInvalidClientMetadataError or DcrInvalidRedirectUriError
   */
  async create(body: unknown, by: DcrActor): Promise<DcrClient> {
    const registration = toRegistration(pickRecognized(body), {}, this.options);
    const client = issueClient(this.Client, registration, DcrDecision.allow(), {
      source: 'manual',
      at: this.database.now(),
      clientId: chosenClientId(body),
    });
    const event = this.audit.event('client.registered', {
      outcome: 'accepted',
      clientId: client.clientId,
      requested: registration.requested,
      clientName: registration.metadata.clientName ?? null,
      redirectHosts: client.redirectHosts,
      substituted: findSubstitutions(registration, this.options.scopes !== undefined),
      ...whoAndWhy(by),
    });
    await this.store.savePreregistered(client, event);
    return client;
  }
}

/** The client id that the application chose: only the URL of a metadata document, which is then never fetched. */
function chosenClientId(body: unknown): string | undefined {
  const { client_id: chosen } = body as { client_id?: unknown };
  // Any other id is the server's to issue.
  if (!isDocumentUrl(chosen)) return undefined;
  if (documentHost(chosen, isReserved) !== undefined) return chosen;
  throw new DcrInvalidClientMetadataError(
    'client_id must be a URL that can have a client metadata document. Leave it out, and the server issues one.',
  );
}

/** The names that tests use; nothing is fetched here. */
function isReserved(host: string): boolean {
  return host.endsWith('.test');
}
