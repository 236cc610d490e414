import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import type { DcrClient } from '../clients/client.entity.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import { newClientId } from './issue-client.js';

/** A new client and its audit event, which are stored in one transaction. */
export interface NewClient {
  client: DcrClient;
  event: DcrAuditEvent;
}

/** Random IDs of 128 bits don't collide by chance, but no existing client may be overwritten, whatever the cause. */
export function reissue({ client, event }: NewClient): void {
  client.id = timeOrderedId(client.createdAt);
  client.clientId = newClientId();
  event.id = timeOrderedId(event.createdAt);
  event.clientId = client.clientId;
}
