import type {
  BulkOptions,
  BulkResult,
  DcrActor,
  ClientFilter,
  DcrAdminService,
  RevocationResult,
} from 'nestjs-dcr';
import { count } from './parts/words.js';

export type Operation = 'disable' | 'enable' | 'revoke' | 'delete';

interface Details {
  /** On its button. */
  title: string;
  /** What it means, before it is done. */
  consequence: string;
  dangerous: boolean;
  /** @returns what came of it, in words */
  one: (admin: DcrAdminService, clientId: string, by: DcrActor) => Promise<string>;
  several: (
    admin: DcrAdminService,
    filter: ClientFilter,
    by?: DcrActor,
    options?: BulkOptions,
  ) => Promise<BulkResult>;
}

/** What an operator may do to a client, or to many. */
export const OPERATIONS: Record<Operation, Details> = {
  disable: {
    title: 'Disable',
    consequence:
      'It is refused from now on, on every server, and its sessions are revoked: the people who use it are ' +
      'disconnected. It stays on record and can be enabled again. Its software can register again, and then gets a new ' +
      'client.',
    dangerous: true,
    one: async (admin, id, by) => `disabled; ${revoked(await admin.disableClient(id, by))}`,
    several: (admin, ...parameters) => admin.disableClients(...parameters),
  },
  enable: {
    title: 'Enable',
    consequence: 'It may be used. Sessions that were revoked stay revoked: people have to connect again.',
    dangerous: false,
    one: (admin, id, by) => admin.enableClient(id, by).then(() => 'enabled.'),
    several: (admin, ...parameters) => admin.enableClients(...parameters),
  },
  revoke: {
    title: 'Revoke sessions',
    consequence: 'The people who use it are disconnected. It stays active, and they may connect again.',
    dangerous: true,
    one: async (admin, id, by) => revoked(await admin.revokeSessions(id, by)),
    several: (admin, ...parameters) => admin.revokeClientsSessions(...parameters),
  },
  delete: {
    title: 'Delete',
    consequence:
      'It is removed and its sessions are revoked; the audit stays. Its software can register again, and then gets a ' +
      'new client.',
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
    ? `${done}, ${count(failedSessions, 'session')} not yet (it is tried again).`
    : `${done}.`;
}
