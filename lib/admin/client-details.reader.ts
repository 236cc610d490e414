import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import type { DcrClientDocument } from '../cimd/client-document.entity.js';
import { DocumentRows } from '../cimd/document.rows.js';
import type { DcrClient } from '../clients/client.entity.js';
import { isDocumentUrl } from '../clients/document-clients.js';
import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { openAt } from '../sessions/open-session.js';
import { DcrSession } from '../sessions/session.entity.js';
import { AuditListingService } from './audit-listing.service.js';
import { ClientLifecycleService } from './client-lifecycle.service.js';

/**
 * A client with its sessions, its copies and its latest audit events.
 *
 * @see docs/recipes/approval-queue.md
 */
export interface ClientDetails {
  client: DcrClient;
  /** What is known of the metadata document of a client of source `cimd`; `null` for others. */
  document: DcrClientDocument | null;
  /** `active`: open now. `total` includes ended sessions until a sweep removes them. */
  sessions: { active: number; total: number };
  /** Other clients with the same redirect URIs and software. */
  similarClients: number;
  /** The 20 newest audit events. */
  recentEvents: DcrAuditEvent[];
}

export class ClientDetailsReader {
  constructor(
    private readonly database: DcrDatabase,
    private readonly lifecycle: ClientLifecycleService,
    private readonly rows: ClientRows,
    private readonly auditListing: AuditListingService,
    private readonly documents: DocumentRows,
  ) {}

  /** @throws DcrClientNotFoundError */
  async read(clientId: string): Promise<ClientDetails> {
    // In this order: if the document changes in between, its hash is the older one, and whoever compares it asks again.
    const document = isDocumentUrl(clientId) ? await this.documents.findDocument(clientId) : null;
    const client = await this.lifecycle.get(clientId);
    const { fingerprint } = client;
    const [active, total, same, { items }] = await Promise.all([
      this.database.count(DcrSession, openAt(this.database.now(), { clientId })),
      this.database.count(DcrSession, { clientId }),
      this.rows.count({ fingerprint }),
      this.auditListing.list({ clientId, limit: 20 }),
    ]);
    return {
      client,
      document: client.source === 'cimd' ? document : null,
      sessions: { active, total },
      similarClients: same - 1,
      recentEvents: items,
    };
  }
}
