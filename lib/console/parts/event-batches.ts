import type { DcrAuditEvent } from '../../audit/audit-event.entity.js';

/** The events of one operation on many clients, or of one sweep; or a single event. */
export interface EventBatch {
  /** Represents the others. */
  event: DcrAuditEvent;
  /** Clients of the batch on this page. */
  clients: number;
}

/** Folds the events of each batch on one page into one row, at the place of the newest. */
export function batches(events: readonly DcrAuditEvent[]): EventBatch[] {
  const found = new Map<string, { event: DcrAuditEvent; clientIds: Set<string> }>();
  for (const event of events) {
    const key = event.batchId ?? event.id;
    const known = found.get(key);
    if (!known) {
      found.set(key, { event, clientIds: new Set(event.clientId === null ? [] : [event.clientId]) });
      continue;
    }
    if (event.clientId !== null) known.clientIds.add(event.clientId);
    // Disabling a client also revokes its sessions; the row says what the operator did.
    if (known.event.type === 'client.sessions_revoked') known.event = event;
  }
  return [...found.values()].map(({ event, clientIds }) => ({ event, clients: clientIds.size }));
}
