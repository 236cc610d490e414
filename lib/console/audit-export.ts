import type { DcrAdminService } from '../admin/admin.service.js';
import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import type { ListAuditEventsQuery } from '../admin/list-audit-events.query.js';
import { csvLine } from './parts/csv.js';

const PAGE = 500;

const COLUMNS: [title: string, member: keyof DcrAuditEvent][] = [
  ['time', 'createdAt'],
  ['type', 'type'],
  ['outcome', 'outcome'],
  ['client_id', 'clientId'],
  ['error', 'error'],
  ['cause', 'cause'],
  ['description', 'description'],
  ['count', 'count'],
  ['ip', 'ip'],
  ['user_agent', 'userAgent'],
  ['actor', 'actor'],
  ['reason', 'reason'],
  ['requested', 'requested'],
  ['substituted', 'substituted'],
  ['source', 'source'],
  ['changes', 'changes'],
  ['client_name', 'clientName'],
  ['redirect_hosts', 'redirectHosts'],
  ['batch_id', 'batchId'],
  ['request_id', 'requestId'],
];

type AuditQuery = Pick<ListAuditEventsQuery, keyof ListAuditEventsQuery>;

/** A format of the exported audit log. */
export interface ExportFormat {
  type: string;
  header: string;
  toLine: (event: DcrAuditEvent) => string;
}

export const EXPORTS = {
  csv: {
    type: 'text/csv',
    header: csvLine(COLUMNS.map(([title]) => title)),
    toLine: (event) => csvLine(COLUMNS.map(([, member]) => event[member])),
  },
  /** One JSON object on each line, with the members of `DcrAuditEvent`. */
  jsonl: {
    type: 'application/jsonl',
    header: '',
    toLine: (event) => `${JSON.stringify(event)}\n`,
  },
} satisfies Record<string, ExportFormat>;

/** Exports the audit log one page at a time, to limit memory. */
export async function* exportAudit(
  admin: DcrAdminService,
  query: AuditQuery,
  { header, toLine }: ExportFormat,
): AsyncGenerator<string> {
  let page = await admin.listAuditEvents({ ...query, limit: PAGE });
  yield header + page.items.map(toLine).join('');
  while (page.nextCursor) {
    page = await admin.listAuditEvents({ ...query, limit: PAGE, cursor: page.nextCursor });
    yield page.items.map(toLine).join('');
  }
}
