import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import type { DcrClient } from '../clients/client.entity.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import { newClientId } from './issue-client.js';
import type { Decided } from './registration.decider.js';

/** A new client and its audit event, which are stored in one transaction. */
export interface Rows {
  client: DcrClient;
  event: DcrAuditEvent;
}

/** A client that registers itself, and the decision that let it in. */
export interface NewClient extends Rows {
  decided: Decided;
}

/** Random IDs of 128 bits don't collide by chance, but no existing client may be overwritten, whatever the cause. */
export function reissue({ client, event }: Rows): void {
  client.id = timeOrderedId(client.createdAt);
  client.clientId = newClientId();
  event.id = timeOrderedId(event.createdAt);
  event.clientId = client.clientId;
}
