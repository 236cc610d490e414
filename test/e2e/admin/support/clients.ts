import { randomBytes, randomUUID } from 'node:crypto';
import { DcrAuditEvent, DcrClient, DcrSession, type DcrAuditEventType } from 'nestjs-dcr';
import type { DatabaseKind } from '../../../support/databases.js';
import type { TestApplication } from '../../../support/application.js';

/** The databases whose statements, locks and clocks differ. */
export const everyDatabase: readonly DatabaseKind[] = ['better-sqlite3', 'sqljs', 'postgres', 'mariadb'];

/** The databases that two applications can share. */
export const sharedDatabases: readonly DatabaseKind[] = ['better-sqlite3', 'postgres', 'mariadb'];

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export function ago(milliseconds: number): Date {
  return new Date(Date.now() - milliseconds);
}

export type ClientRow = Partial<DcrClient>;

/** A row of the client table: registered just now and never used, apart from the given changes. */
export function clientRow(changes: ClientRow = {}): DcrClient {
  return Object.assign(new DcrClient(), {
    id: randomUUID(),
    clientId: `dcr_${randomBytes(16).toString('hex')}`,
    source: 'dcr',
    status: 'active',
    clientName: 'Example Client',
    redirectUris: ['https://client.example.com/callback'],
    redirectHosts: ['client.example.com'],
    fingerprint: randomBytes(32).toString('hex'),
    grantTypes: ['authorization_code', 'refresh_token'],
    responseTypes: ['code'],
    tokenEndpointAuthMethod: 'none',
    scope: null,
    createdAt: new Date(),
    lastUsedAt: null,
    enabledAt: null,
    disabledAt: null,
    disabledReason: null,
    ...changes,
  });
}

/** Inserts clients directly into the table, with any age and any status. */
export async function seedClients(application: TestApplication, rows: ClientRow[]): Promise<DcrClient[]> {
  const clients = rows.map(clientRow);
  for (let at = 0; at < clients.length; at += 500) {
    await application.dataSource.getRepository(DcrClient).insert(clients.slice(at, at + 500));
  }
  return clients;
}

export async function seedClient(application: TestApplication, row: ClientRow = {}): Promise<DcrClient> {
  return (await seedClients(application, [row]))[0]!;
}

export function sessionRow(clientId: string, changes: Partial<DcrSession> = {}): DcrSession {
  return Object.assign(new DcrSession(), {
    id: randomUUID(),
    clientId,
    subject: 'alice',
    externalId: null,
    createdAt: new Date(),
    lastUsedAt: null,
    expiresAt: null,
    closedAt: null,
    revokedAt: null,
    revocationState: null,
    revocationAttempts: 0,
    ...changes,
  });
}

export async function seedSession(
  application: TestApplication,
  clientId: string,
  changes: Partial<DcrSession> = {},
): Promise<DcrSession> {
  const session = sessionRow(clientId, changes);
  await application.dataSource.getRepository(DcrSession).insert(session);
  return session;
}

/** The audit events of one client, oldest first. */
export function auditOf(
  application: TestApplication,
  clientId: string,
  type?: DcrAuditEventType,
): Promise<DcrAuditEvent[]> {
  return application.dataSource
    .getRepository(DcrAuditEvent)
    .find({ where: { clientId, ...(type && { type }) }, order: { createdAt: 'ASC', id: 'ASC' } });
}

/** The current row in the table. */
export function stored(application: TestApplication, clientId: string): Promise<DcrClient | null> {
  return application.dataSource.getRepository(DcrClient).findOneBy({ clientId });
}
