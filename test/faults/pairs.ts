import { DcrAuditEvent, DcrClient } from 'nestjs-dcr';
import type { DataSource } from 'typeorm';
import { expect } from 'vitest';

/** Expects exactly one event per client, and a client for every event; returns the ids of the clients. */
export async function expectPairs(dataSource: DataSource): Promise<string[]> {
  const clients = await dataSource.getRepository(DcrClient).find();
  const events = await dataSource.getRepository(DcrAuditEvent).findBy({ type: 'client.registered' });
  const ids = inOrder(clients.map(({ clientId }) => clientId));
  expect(inOrder(events.map(({ clientId }) => String(clientId)))).toEqual(ids);
  return ids;
}

function inOrder(ids: string[]): string[] {
  return ids.toSorted((one, other) => (one < other ? -1 : 1));
}
