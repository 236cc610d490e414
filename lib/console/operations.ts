import type { DcrAdminService } from '../admin/admin.service.js';
import type { BulkOptions, BulkResult } from '../admin/bulk.service.js';
import type { ClientFilter } from '../admin/client-filter.js';
import type { DcrActor } from '../audit/actor.js';
import type { RevocationResult } from '../sessions/session-revocation.service.js';
import { count } from './parts/words.js';

export type Operation = 'disable' | 'enable' | 'revoke' | 'delete';

interface Details {
  /** The label of its button. */
  title: string;
  /** What it does, shown before it is confirmed. */
  consequence: string;
  dangerous: boolean;
  /** @returns the result, in words */
  one: (admin: DcrAdminService, clientId: string, by: DcrActor) => Promise<string>;
  several: (
    admin: DcrAdminService,
    filter: ClientFilter,
    by?: DcrActor,
    options?: BulkOptions,
  ) => Promise<BulkResult>;
}

/** The operations on one client, or on several. */
export const OPERATIONS: Record<Operation, Details> = {
  disable: {
    title: 'Disable',
    consequence:
      'Every replica refuses the client from now on, and its sessions are revoked: its users are disconnected. The client ' +
      'stays in the database and can be enabled again. Its software can register again, and then gets a new client ID; a ' +
      'client with a metadata document stays out, with all its installations.',
    dangerous: true,
    one: async (admin, id, by) => `disabled; ${revoked(await admin.disableClient(id, by))}`,
    several: (admin, ...parameters) => admin.disableClients(...parameters),
  },
  enable: {
    title: 'Enable',
    consequence: 'The client can be used. Revoked sessions stay revoked: users have to connect again.',
    dangerous: false,
    one: (admin, id, by) => admin.enableClient(id, by).then(() => 'enabled.'),
    several: (admin, ...parameters) => admin.enableClients(...parameters),
  },
  revoke: {
    title: 'Revoke sessions',
    consequence: 'Its users are disconnected. The client stays active, and they can connect again.',
    dangerous: true,
    one: async (admin, id, by) => revoked(await admin.revokeSessions(id, by)),
    several: (admin, ...parameters) => admin.revokeClientsSessions(...parameters),
  },
  delete: {
    title: 'Delete',
    consequence:
      'The client is removed and its sessions are revoked; its audit events stay. Its software can register again, and ' +
      'then gets a new client ID; a client with a metadata document is discovered again at its next use.',
    dangerous: true,
    one: async (admin, id, by) => `deleted; ${revoked(await admin.deleteClient(id, by))}`,
    several: (admin, ...parameters) => admin.deleteClients(...parameters),
  },
};

export function isOperation(text: string | undefined): text is Operation {
  return text !== undefined && Object.hasOwn(OPERATIONS, text);
}

function revoked({ revokedSessions, failedSessions }: RevocationResult): string {
  const done = `${count(revokedSessions, 'session')} revoked`;
  return failedSessions > 0
    ? `${done}, ${count(failedSessions, 'session')} failed (retried every minute).`
    : `${done}.`;
}
