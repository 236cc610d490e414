import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { ClientRows } from '../clients/client.rows.js';
import type { DcrClient, DcrClientStatus } from '../clients/client.entity.js';
import { isClientId } from '../clients/client-id.js';
import { DcrDatabase } from '../database/dcr-database.js';

/** What may be said in public of a client: neither who did it nor why. */
export interface ClientExplanation {
  /** `removed`: deleted or cleaned up, as far as the audit still knows; `unknown`: no trace of it. */
  status: DcrClientStatus | 'removed' | 'unknown';
  /** Since when; absent where nothing says. */
  since?: Date;
}

/** The events after which a client is gone. */
const REMOVALS = ['client.deleted', 'client.cleaned_up'] as const;

/** Says what has become of a client. */
@Injectable()
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
  return { status, ...(since && { since }) };
}
