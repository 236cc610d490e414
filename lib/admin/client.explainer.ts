import { In } from 'typeorm';
import { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { ClientRows } from '../clients/client.rows.js';
import type { DcrClient, DcrClientStatus } from '../clients/client.entity.js';
import { isClientId } from '../clients/client-id.js';
import { DcrDatabase } from '../database/dcr.database.js';

/**
 * What a public page may say about a client: neither the actor nor the reason of a change.
 *
 * @see docs/troubleshooting.md#a-client-has-registered-and-cannot-sign-in
 */
export interface ClientExplanation {
  /** `removed`: deleted or cleaned up, as long as the audit log has the event. `unknown`: no row and no event. */
  status: DcrClientStatus | 'removed' | 'unknown';
  /** When the status began; absent if that is not recorded. */
  since?: Date;
}

/** The events that remove a client. */
const REMOVALS = ['client.deleted', 'client.cleaned_up'] as const;

/** Finds the status of a client, even of one that was removed. */
export class ClientExplainer {
  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {}

  async explain(clientId: string): Promise<ClientExplanation> {
    if (!isClientId(clientId)) return { status: 'unknown' };
    const client = await this.rows.find(clientId);
    if (client) return explanationOf(client);
    const removals = await this.database.find(DcrAuditEvent, {
      select: { id: true, clientId: true, createdAt: true },
      where: { clientId, type: In(REMOVALS) },
      order: { createdAt: 'DESC', id: 'DESC' },
    });
    const removal = removals.find((event) => event.clientId === clientId);
    return removal ? { status: 'removed', since: removal.createdAt } : { status: 'unknown' };
  }
}

function explanationOf({ status, createdAt, enabledAt, disabledAt }: DcrClient): ClientExplanation {
  const since = { active: enabledAt ?? createdAt, pending: createdAt, disabled: disabledAt }[status];
  return since ? { status, since } : { status };
}
