import type { DcrAdminService } from '../admin/admin.service.js';
import { isDocumentUrl } from '../clients/document-clients.js';
import {
  findKnownApplication,
  type KnownApplication,
  type RecoveryStep,
  type RegisteredSoftware,
} from './known-applications.js';
import { DOCUMENT_STEPS, documentExplanation, documentTitle } from './unusable-document.js';

/**
 * The services of this package that explain a client.
 *
 * @see docs/troubleshooting.md#a-user-is-stuck-on-an-error-page
 */
export interface ExplainClientServices {
  admin: Pick<DcrAdminService, 'explainClient' | 'getClient' | 'listAuditEvents'>;
}

/**
 * Why a client cannot be used, in words for its user. All members are plain text, and some were sent by the client:
 * escape them.
 *
 * @see docs/troubleshooting.md#a-user-is-stuck-on-an-error-page
 */
export interface DcrUnusableClient {
  /** `withdrawn`: its metadata document was usable, and is gone or invalid now. The client itself is active. */
  status: 'pending' | 'disabled' | 'removed' | 'withdrawn' | 'unknown';
  /** Since when; absent if unknown. */
  since?: Date;
  /** The name under which the client registered. It is not verified. */
  clientName?: string;
  /** The known application that it appears to be, such as `Claude Code`. */
  application?: string;
  /** One line, for a heading. */
  title: string;
  /** What happened and since when. */
  explanation: string;
  /** What the user can do, in this order. */
  steps: RecoveryStep[];
  /** What `NAME` and `URL` in the commands stand for; absent where there is neither. */
  note?: string;
}

type Status = DcrUnusableClient['status'];

const UTC = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

const TITLES: Record<Status, string> = {
  pending: 'This application is waiting for approval',
  disabled: 'This application has been disabled here',
  removed: 'This application is no longer registered here',
  withdrawn: 'This application cannot be used at the moment',
  unknown: 'This application is not registered here',
};

const FORGET: RecoveryStep[] = [
  {
    text: 'In the application, sign out of this server. Where it has no such command, remove this server from it.',
  },
];
const CONNECT: RecoveryStep[] = [
  { text: 'Connect to this server again, or add it again. The application then creates a new registration.' },
];

/**
 * Explains to a user why a client cannot be used, and what to do in that application. For the error pages of your
 * authorization server: it reveals neither the administrator nor the reason.
 *
 * @returns `undefined` for a client that is active, unless its metadata document is withdrawn
 * @throws DcrError 503 when the database is unavailable
 * @see docs/troubleshooting.md#a-user-is-stuck-on-an-error-page
 * @example const unusable = await explainUnusableClient({ admin }, clientId)
 */
export async function explainUnusableClient(
  { admin }: ExplainClientServices,
  clientId: string,
): Promise<DcrUnusableClient | undefined> {
  const { status, since } = await statusOf(admin, clientId);
  if (status === 'active') return undefined;
  const software = await softwareOf(admin, clientId, status);
  const application = software && findKnownApplication(software);
  const isDocument = isDocumentUrl(clientId);
  const steps = isDocument ? DOCUMENT_STEPS[status] : stepsFor(status, application);
  const note = noteFor(steps);
  return {
    status,
    since,
    clientName: software?.clientName || undefined,
    application: application?.name,
    title: isDocument ? documentTitle(status, TITLES) : TITLES[status],
    explanation: explanationOf(status, since, software?.clientName, isDocument),
    steps,
    note: note || undefined,
  };
}

/** `explainClient()` calls a client active although its document is withdrawn, because its sessions go on. */
async function statusOf(
  admin: ExplainClientServices['admin'],
  clientId: string,
): Promise<{ status: Status | 'active'; since?: Date }> {
  const explained = await admin.explainClient(clientId);
  if (explained.status !== 'active' || !isDocumentUrl(clientId)) return explained;
  const { document } = await admin.getClient(clientId);
  return document?.withdrawnAt ? { status: 'withdrawn', since: document.withdrawnAt } : explained;
}

function explanationOf(
  status: Status,
  since: Date | undefined,
  clientName: string | undefined,
  isDocument: boolean,
): string {
  const it = clientName ? `The application that calls itself “${clientName}”` : 'The application';
  const at = since ? ` on ${UTC.format(since)} UTC` : '';
  if (isDocument || status === 'withdrawn') return documentExplanation(status, it, at);
  switch (status) {
    case 'pending':
      return `${it} registered${at}. It can be used once an administrator of this server has approved it.`;
    case 'disabled':
      return `${it} was disabled${at}. Until it is enabled again, nobody can sign in with this registration.`;
    case 'removed':
      return `${it} was registered here. Its registration was removed${at}, and the application still uses it.`;
    case 'unknown':
      return (
        'The application that sent you here uses a registration that this server does not know. ' +
        'It may have been removed long ago, or belong to another server.'
      );
  }
}

function stepsFor(status: Status, application?: KnownApplication): RecoveryStep[] {
  const { forget, connect } = application ?? { forget: FORGET, connect: CONNECT };
  switch (status) {
    case 'pending':
      return [
        { text: 'Ask an administrator of this server to approve it. There is no need to register it again.' },
        { text: 'Then connect again from the application.' },
      ];
    case 'disabled':
      return [
        {
          text: 'Ask an administrator of this server whether it may be used again. If it must register again:',
        },
        ...forget,
        ...connect,
      ];
    default:
      return [...forget, ...connect];
  }
}

const PLACEHOLDERS: [RegExp, string][] = [
  [/\bNAME\b/, 'NAME is what this server is called in your application.'],
  [/\bURL\b/, 'URL is the address of this server.'],
];

function noteFor(steps: RecoveryStep[]): string {
  const commands = steps.map(({ command = '' }) => command).join('\n');
  return PLACEHOLDERS.flatMap(([name, meaning]) => (name.test(commands) ? meaning : [])).join(' ');
}

/** Only the audit event of its registration describes a removed client, as long as it is kept. */
async function softwareOf(
  admin: ExplainClientServices['admin'],
  clientId: string,
  status: Status,
): Promise<RegisteredSoftware | undefined> {
  if (status === 'unknown') return undefined;
  if (status === 'removed') {
    const { items } = await admin.listAuditEvents({ clientId, type: 'client.registered', limit: 1 });
    const requested = items[0]?.requested;
    return requested ? fromAudit(requested) : undefined;
  }
  const { client } = await admin.getClient(clientId);
  const { clientName, redirectUris, softwareId } = client;
  return { clientName, redirectUris, softwareId: softwareId ?? undefined };
}

function fromAudit(requested: Record<string, unknown>): RegisteredSoftware {
  const { client_name: clientName, redirect_uris: uris, software_id: softwareId } = requested;
  return {
    redirectUris: Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [],
    clientName: typeof clientName === 'string' ? clientName : undefined,
    softwareId: typeof softwareId === 'string' ? softwareId : undefined,
  };
}
