import { setTimeout as delay } from 'node:timers/promises';
import { Body, Controller, Get, Logger, Post, Query, Res } from '@nestjs/common';
import { type BulkResult, DcrAdminService } from 'nestjs-dcr';
import type { Response } from 'express';
import { Answers } from './answers.js';
import { ForOperators } from './for-operators.js';
import { OPERATIONS } from './operations.js';
import { bulkPage } from './pages/bulk.page.js';
import { count } from './parts/words.js';
import { readBulkView, toBulkFilter } from './requests/bulk-view.js';
import type { Fields } from './requests/fields.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './sign-in/visit.js';

const EXAMPLES = 10;
/** So long an operator waits for the result, ms; then it goes on without them. */
const PATIENCE = 20_000;

/** The same for many clients: first only counted, then done. */
@Controller('admin/bulk')
@ForOperators()
export class BulkController {
  private readonly logger = new Logger('Console');

  constructor(
    private readonly admin: DcrAdminService,
    private readonly answers: Answers,
  ) {}

  @Get()
  async preview(@Visitor() visit: Visit, @Query() query: Fields, @Res() response: Response): Promise<void> {
    const view = readBulkView(query);
    const { title, several } = OPERATIONS[view.operation];
    const filter = toBulkFilter(view);
    const { matched } = await several(this.admin, filter, {}, { dryRun: true });
    const some = await this.admin.listClients({ ...filter, limit: EXAMPLES });
    this.answers.page(response, visit, {
      title,
      section: 'Clients',
      content: bulkPage(visit, view, matched, some),
    });
  }

  @Post()
  async perform(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const view = readBulkView(form);
    const { title, several } = OPERATIONS[view.operation];
    const work = several(this.admin, toBulkFilter(view), byOperator(visit, form));
    work.catch((error: unknown) => this.logger.error(error));
    const result = await Promise.race([work, delay(PATIENCE, undefined, { ref: false })]);
    const notice = result ? inWords(result) : 'It takes long and goes on; the audit shows how far it is.';
    this.answers.done(response, '/admin/clients', `${title}: ${notice}`);
  }
}

function inWords({ matched, changed, revokedSessions, failed }: BulkResult): string {
  const done = `${count(matched, 'client')} matched, ${count(changed, 'client')} changed, ${count(revokedSessions, 'session')} revoked`;
  return failed > 0 ? `${done}; ${count(failed, 'client')} went wrong, try again.` : `${done}.`;
}
