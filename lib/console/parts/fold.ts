import type { DcrClient } from '../../clients/client.entity.js';

/** Copies of the same client on one page; the first one represents them. */
export interface Fold {
  client: DcrClient;
  copies: DcrClient[];
}

/** Groups copies within one page only: counting all copies would take one query per row. */
export function fold(clients: readonly DcrClient[]): Fold[] {
  const folds = new Map<string, Fold>();
  for (const client of clients) {
    // Copies with different statuses get separate rows. A metadata document is a client of its own.
    const key = client.source === 'cimd' ? client.clientId : `${client.fingerprint} ${client.status}`;
    const known = folds.get(key);
    if (known) known.copies.push(client);
    else folds.set(key, { client, copies: [] });
  }
  return [...folds.values()];
}
