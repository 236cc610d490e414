import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Logger, Query, Res } from '@nestjs/common';
import { DcrAdminService } from 'nestjs-dcr';
import type { Response } from 'express';
import { Answers } from './answers.js';
import { auditAsCsv } from './audit-export.js';
import { ForOperators } from './for-operators.js';
import { auditPage } from './pages/audit.page.js';
import { readAuditView, toAuditQuery } from './requests/audit-view.js';
import type { Fields } from './requests/fields.js';
import { type Visit, Visitor } from './sign-in/visit.js';

@Controller('admin')
@ForOperators()
export class AuditController {
  private readonly logger = new Logger('Console');

  constructor(
    private readonly admin: DcrAdminService,
    private readonly answers: Answers,
  ) {}

  @Get('audit')
  async list(@Visitor() visit: Visit, @Query() query: Fields, @Res() response: Response): Promise<void> {
    const view = readAuditView(query);
    const page = await this.admin.listAuditEvents(toAuditQuery(view));
    await this.answers.page(response, visit, {
      title: 'Audit',
      section: 'Audit',
      content: auditPage(view, page),
    });
  }

  @Get('audit.csv')
  async export(@Query() query: Fields, @Res() response: Response): Promise<void> {
    const lines = auditAsCsv(this.admin, toAuditQuery(readAuditView(query)));
    // Read the first page now, so that an invalid query is answered before anything is sent.
    const first = await lines.next();
    response.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="audit.csv"',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    response.write(first.value ?? '');
    // A later error aborts the connection: a truncated export must not look complete.
    await pipeline(Readable.from(lines), response).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') this.logger.error(error);
    });
  }
}
