import {
  type CimdOptions,
  type DcrModuleOptions,
  DcrAdminService,
  DcrAuditEvent,
  DcrClient,
  DcrClientDocument,
  DcrClientService,
  DcrSessionService,
} from 'nestjs-dcr';
import { onTestFinished } from 'vitest';
import {
  type ApplicationSetup,
  startApplication,
  type TestApplication,
} from '../../../support/application.js';
import type { TestDatabase } from '../../../support/databases.js';
import { type DocumentServer, startDocumentServer } from '../../../support/document-server.js';
import { authorizationRequest } from '../../clients/authorization.js';

export const CALLBACK = 'https://client.test/callback';

/** An application that reads documents from a server on loopback. */
export interface DocumentApplication extends TestApplication {
  server: DocumentServer;
  clients: DcrClientService;
  admin: DcrAdminService;
  sessions: DcrSessionService;
}

let counted = 0;
/** A URL that no other test uses. */
export function newDocumentUrl(host = 'client.test'): string {
  return `https://${host}/${++counted}/client.json`;
}

export function documentOf(clientId: string, changes: object = {}) {
  return {
    client_id: clientId,
    client_name: 'Test Client',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    ...changes,
  };
}

/** Ends with the test. */
export async function startDocumentApplication(
  database?: TestDatabase,
  { cimd, ...dcr }: DcrModuleOptions = {},
  server?: DocumentServer,
  more: Pick<ApplicationSetup, 'typeorm' | 'providers'> = {},
): Promise<DocumentApplication> {
  const serving = server ?? (await startDocumentServer());
  if (!server) onTestFinished(() => serving.close());
  const application = await startApplication({
    ...(database && { database }),
    ...more,
    dcr: { cimd: cimdOptions(serving, cimd), ...dcr },
  });
  onTestFinished(() => application.close());
  return Object.assign(application, {
    server: serving,
    clients: application.nest.get(DcrClientService),
    admin: application.nest.get(DcrAdminService),
    sessions: application.nest.get(DcrSessionService),
  });
}

function cimdOptions({ connect, ca }: DocumentServer, changes: CimdOptions = {}): CimdOptions {
  return {
    enabled: true,
    testHosts: { 'client.test': { connect }, 'other.test': { connect } },
    testCa: ca,
    maxDiscoveriesPerWindow: 1_000,
    ...changes,
  };
}

/** Serves a document, and returns its URL. */
export function serve(
  { server }: DocumentApplication,
  changes: object = {},
  clientId = newDocumentUrl(),
): string {
  server.serve({ body: documentOf(clientId, changes) }, clientId);
  return clientId;
}

export function authorize(
  { clients }: DocumentApplication,
  clientId: string,
  changes: Parameters<typeof authorizationRequest>[1] = {},
): Promise<DcrClient> {
  return clients.authorize(authorizationRequest(clientId, { redirectUri: CALLBACK, ...changes }));
}

/** Lets the stored copy expire, `ago` milliseconds ago: by default, more than the database's clock may be behind. */
export async function expire({ dataSource }: TestApplication, clientId: string, ago = 1_000): Promise<void> {
  const expiresAt = new Date(Date.now() - ago);
  await dataSource.getRepository(DcrClientDocument).update({ clientId }, { expiresAt, failedAt: null });
}

export function fetchesOf({ server }: DocumentApplication, clientId: string): number {
  return server.requests.filter(({ url }) => url === clientId).length;
}

export function documentRow(
  { dataSource }: TestApplication,
  clientId: string,
): Promise<DcrClientDocument | null> {
  return dataSource.getRepository(DcrClientDocument).findOneBy({ clientId });
}

export async function eventsOf({ dataSource }: TestApplication, clientId: string): Promise<DcrAuditEvent[]> {
  return dataSource
    .getRepository(DcrAuditEvent)
    .find({ where: { clientId }, order: { createdAt: 'ASC', id: 'ASC' } });
}

export async function eventTypesOf(application: TestApplication, clientId: string): Promise<string[]> {
  return (await eventsOf(application, clientId)).map(({ type }) => type);
}
