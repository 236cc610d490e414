import type { DcrAdminService } from '../admin/admin.service.js';
import type { ListAuditEventsQuery } from '../admin/list-audit-events.query.js';
import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
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
];

/** Exports the audit log as CSV, one page at a time, to limit memory. */
export async function* auditAsCsv(
  admin: DcrAdminService,
  query: Pick<ListAuditEventsQuery, keyof ListAuditEventsQuery>,
): AsyncGenerator<string> {
  let page = await admin.listAuditEvents({ ...query, limit: PAGE });
  yield csvLine(COLUMNS.map(([title]) => title));
  for (;;) {
    yield page.items.map((event) => csvLine(COLUMNS.map(([, member]) => event[member]))).join('');
    if (!page.nextCursor) return;
    page = await admin.listAuditEvents({ ...query, limit: PAGE, cursor: page.nextCursor });
  }
}
