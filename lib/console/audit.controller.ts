import { Readable } from 'node:stream';
import { Controller, Get, Logger, Query, Res } from '@nestjs/common';
import { AdminAccess } from './admin.access.js';
import type { HandlerResponse } from '../http/framework.js';
import { PageResponder } from './page.responder.js';
import { auditAsCsv } from './audit-export.js';
import { auditPage } from './pages/audit.page.js';
import { readAuditView, toAuditQuery } from './requests/audit-view.js';
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
    const page = await this.access.admin.listAuditEvents(toAuditQuery(view));
    await this.pages.page(response, visit, {
      title: 'Audit',
      section: 'Audit',
      content: auditPage(visit, view, page),
    });
  }

  @Get('audit.csv')
  async export(@Query() query: Fields, @Res() response: HandlerResponse): Promise<void> {
    const lines = auditAsCsv(this.access.admin, toAuditQuery(readAuditView(query)));
    // Read the first page now, so that an invalid query is answered before anything is sent.
    const first = await lines.next();
    const content = Readable.from(startingWith(first.value ?? '', lines));
    content.once('error', (error) => this.logger.error(error));
    await sendFile(response, { name: 'audit.csv', type: 'text/csv', content });
  }
}

async function* startingWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
