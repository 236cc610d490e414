import { Readable } from 'node:stream';
import { Controller, Get, Logger, Query, Res } from '@nestjs/common';
import type { HandlerResponse } from '../http/framework.js';
import { AdminAccess } from './admin.access.js';
import { exportAudit, EXPORTS } from './audit-export.js';
import { PageResponder } from './page.responder.js';
import { auditPage } from './pages/audit.page.js';
import { readRefresh } from './parts/refresh.js';
import { readAuditView, searchedFrom, toAuditQuery } from './requests/audit-view.js';
import type { Fields } from './requests/fields.js';
import { sendFile } from './requests/respond.js';
import { type Visit, Visitor } from './visit.js';

@Controller()
export class AuditController {
  private readonly logger = new Logger('DcrConsoleModule');

  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('audit')
  async list(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const view = readAuditView(query);
    const refresh = readRefresh(view.refresh);
    const since = searchedFrom(view);
    const wanted = toAuditQuery(view);
    if (since) wanted.from = since;
    const page = await this.access.admin.listAuditEvents(wanted);
    const content = auditPage(visit, view, page, since);
    await this.pages.page(response, visit, { title: 'Audit', section: 'Audit', content, refresh });
  }

  @Get('audit.csv')
  csv(@Query() query: Fields, @Res() response: HandlerResponse): Promise<void> {
    return this.export(query, 'csv', response);
  }

  @Get('audit.jsonl')
  jsonLines(@Query() query: Fields, @Res() response: HandlerResponse): Promise<void> {
    return this.export(query, 'jsonl', response);
  }

  private async export(
    query: Fields,
    format: keyof typeof EXPORTS,
    response: HandlerResponse,
  ): Promise<void> {
    const chosen = EXPORTS[format];
    const lines = exportAudit(this.access.admin, toAuditQuery(readAuditView(query)), chosen);
    // Read the first page now, so that an invalid query is answered before anything is sent.
    const first = await lines.next();
    const content = Readable.from(startingWith(first.value ?? '', lines));
    content.once('error', (error) => this.logger.error(error));
    await sendFile(response, { name: `audit.${format}`, type: chosen.type, content });
  }
}

async function* startingWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
