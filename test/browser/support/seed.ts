import { getDataSourceToken } from '@nestjs/typeorm';
import { DcrAuditEvent, DcrClient, DcrClientDocument, DcrSession } from 'nestjs-dcr';
import type { DataSource } from 'typeorm';
import { ago, clientRow, DAY, HOUR, type ClientRow, sessionRow } from '../../e2e/admin/support/clients.js';
import type { Sample } from '../../oidc-provider/support/sample.js';

/** Inserts clients directly into the sample application's table, with any age and status. */
export async function seed(sample: Sample, rows: ClientRow[]): Promise<DcrClient[]> {
  const clients = rows.map(clientRow);
  for (let at = 0; at < clients.length; at += 500) {
    await repository(sample, DcrClient).insert(clients.slice(at, at + 500));
  }
  return clients;
}

/** One open session for each user. */
export async function seedSessions(sample: Sample, clientId: string, subjects: string[]): Promise<void> {
  const rows = subjects.map((subject, at) =>
    sessionRow(clientId, { subject, createdAt: ago(at * DAY), lastUsedAt: ago(at * HOUR) }),
  );
  await repository(sample, DcrSession).insert(rows);
}

export async function seedDocuments(sample: Sample, rows: Partial<DcrClientDocument>[]): Promise<void> {
  await repository(sample, DcrClientDocument).insert(rows);
}

export async function seedEvents(sample: Sample, events: Partial<DcrAuditEvent>[]): Promise<void> {
  const rows: object[] = events.map((event) => ({
    outcome: null,
    count: 1,
    createdAt: new Date(),
    id: `seed-${sequence++}`,
    ...event,
  }));
  for (let at = 0; at < rows.length; at += 200) {
    await repository(sample, DcrAuditEvent).insert(rows.slice(at, at + 200));
  }
}

export function repository<Row extends object>(sample: Sample, entity: new () => Row) {
  return sample.app.get<DataSource>(getDataSourceToken()).getRepository(entity);
}

let sequence = 0;
