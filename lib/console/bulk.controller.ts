import { setTimeout as delay } from 'node:timers/promises';
import { Body, Controller, Get, Logger, Post, Query, Res } from '@nestjs/common';
import { AdminAccess } from './admin.access.js';
import type { BulkResult } from '../admin/bulk.service.js';
import type { HandlerResponse } from '../http/framework.js';
import { PageResponder } from './page.responder.js';
import { OPERATIONS } from './operations.js';
import { bulkPage } from './pages/bulk.page.js';
import { count } from './parts/words.js';
import { type BulkView, NothingSelectedError, readBulkView, toBulkFilter } from './requests/bulk-view.js';
import { readClientsView } from './requests/clients-view.js';
import type { Fields } from './requests/fields.js';
import { linkTo } from './requests/link.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './visit.js';

const EXAMPLES = 10;
/** Time after which the response is sent although the operation is still running. */
const MAX_WAIT_MS = 20_000;

/** Operations on several clients: first a dry run, then the operation. */
@Controller()
export class BulkController {
  private readonly logger = new Logger('DcrConsoleModule');

  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('bulk')
  async preview(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const view = readSelection(query);
    if (!view) {
      const list = linkTo('clients', { ...readClientsView(query) });
      this.pages.done(response, visit, list, new NothingSelectedError().message);
      return;
    }
    const { title, several } = OPERATIONS[view.operation];
    const filter = toBulkFilter(view, this.access.admin.settings());
    const { matched } = await several(this.access.admin, filter, {}, { dryRun: true });
    const some = await this.access.admin.listClients({ ...filter, limit: EXAMPLES });
    await this.pages.page(response, visit, {
      title,
      section: 'Clients',
      content: bulkPage(visit, view, matched, some),
    });
  }

  @Post('bulk')
  async perform(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const view = readBulkView(form);
    const { title, several } = OPERATIONS[view.operation];
    const { admin } = this.access;
    const work = several(admin, toBulkFilter(view, admin.settings()), byOperator(visit, form));
    work.catch((error: unknown) => this.logger.error(error));
    const result = await Promise.race([work, delay(MAX_WAIT_MS, undefined, { ref: false })]);
    const notice = result ? inWords(result) : 'Still running; the audit log shows the progress.';
    this.pages.done(response, visit, 'clients', `${title}: ${notice}`);
  }
}

function inWords({ matched, changed, revokedSessions, failed }: BulkResult): string {
  const done = `${count(matched, 'client')} matched, ${count(changed, 'client')} changed, ${count(revokedSessions, 'session')} revoked`;
  return failed > 0 ? `${done}; ${count(failed, 'client')} failed, try again.` : `${done}.`;
}

/** `undefined` if no client was selected: the operator is sent back to the list. */
function readSelection(query: Fields): BulkView | undefined {
  try {
    return readBulkView(query);
  } catch (error) {
    if (error instanceof NothingSelectedError) return undefined;
    throw error;
  }
}
