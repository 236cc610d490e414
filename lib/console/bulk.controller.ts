import { setTimeout as delay } from 'node:timers/promises';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { AdminAccess } from './admin.access.js';
import type { ClientFilter } from '../admin/client-filter.js';
import type { HandlerResponse } from '../http/framework.js';
import { PageResponder } from './page.responder.js';
import { OPERATIONS } from './operations.js';
import { BulkRuns } from './bulk.runs.js';
import { bulkRunPage, resultInWords, runElsewherePage } from './pages/bulk-run.page.js';
import { bulkPage } from './pages/bulk.page.js';
import { type BulkView, NothingSelectedError, readBulkView, toBulkFilter } from './requests/bulk-view.js';
import { readClientsView } from './requests/clients-view.js';
import type { Fields } from './requests/fields.js';
import { linkTo } from './requests/link.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './visit.js';

const EXAMPLES = 10;
/** Time after which the operation gets a page of its own, because it is still running. */
const MAX_WAIT_MS = 2_000;
const REFRESH_SECONDS = 2;
/** An operation of another process without a new event for this long has ended, or changes nothing more. */
const SILENCE_MS = 60_000;
const MAX_EVENTS = 500;

/** A filter may have as many. Of a larger operation, the rest is enabled by repeating this. */
const MAX_CLIENT_IDS = 1_000;

/** Operations on several clients: first a dry run, then the operation. */
@Controller()
export class BulkController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
    private readonly runs: BulkRuns,
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
    const { admin } = this.access;
    const filter = await this.filter(view);
    const result = await several(admin, filter, {}, { dryRun: true });
    const some = await admin.listClients({ ...filter, limit: EXAMPLES });
    await this.pages.page(response, visit, {
      title,
      section: 'Clients',
      content: bulkPage(visit, view, result, some),
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
    const by = byOperator(visit, form);
    const filter = await this.filter(view);
    const { run, work } = await this.runs.start(title, (options) =>
      several(this.access.admin, filter, by, options),
    );
    const result = await Promise.race([work, delay(MAX_WAIT_MS, undefined, { ref: false })]);
    if (result) this.pages.done(response, visit, 'clients', `${title}: ${resultInWords(result)}`);
    else this.pages.done(response, visit, `bulk/runs/${run.id}`, `${title}: started.`);
  }

  @Get('bulk/runs/:id')
  async follow(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const run = this.runs.find(id);
    const { title, content, isRunning } = run
      ? { title: run.title, content: bulkRunPage(visit, run), isRunning: !run.endedAt }
      : await this.elsewhere(visit, id);
    const refresh = isRunning ? REFRESH_SECONDS : undefined;
    await this.pages.page(response, visit, { title, section: 'Clients', content, refresh });
  }

  /** Another process runs the operation, or ran it: its audit events tell how far it is. */
  private async elsewhere(visit: Visit, batchId: string) {
    const events = await this.access.admin.listAuditEvents({ batchId, limit: MAX_EVENTS });
    const latest = events.items[0]?.createdAt.getTime() ?? 0;
    return {
      title: 'An operation',
      content: runElsewherePage(visit, batchId, events),
      isRunning: Date.now() - latest < SILENCE_MS,
    };
  }

  private async filter(view: BulkView): Promise<Pick<ClientFilter, keyof ClientFilter>> {
    const { admin } = this.access;
    if (!view.batch) return toBulkFilter(view, admin.settings());
    const clientIds = new Set<string>();
    let cursor: string | undefined;
    do {
      const query = { batchId: view.batch, type: 'client.disabled', limit: 500, cursor } as const;
      const page = await admin.listAuditEvents(query);
      for (const { clientId } of page.items) if (clientId !== null) clientIds.add(clientId);
      cursor = page.nextCursor;
    } while (cursor !== undefined && clientIds.size < MAX_CLIENT_IDS);
    return { clientIds: [...clientIds].slice(0, MAX_CLIENT_IDS) };
  }
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
