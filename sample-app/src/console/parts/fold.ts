import type { DcrClient } from 'nestjs-dcr';

/** Clients of one page that are copies of each other; the first of them stands for all. */
export interface Fold {
  client: DcrClient;
  copies: DcrClient[];
}

/** Within one page only: to count copies everywhere, each row would need a query of its own. */
export function fold(clients: readonly DcrClient[]): Fold[] {
  const folds = new Map<string, Fold>();
  for (const client of clients) {
    // Copies that are treated differently are not the same row.
    const key = `${client.fingerprint} ${client.status}`;
    const known = folds.get(key);
    if (known) known.copies.push(client);
    else folds.set(key, { client, copies: [] });
  }
  return [...folds.values()];
}
