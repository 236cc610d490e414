import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { AdminAccess } from './admin.access.js';
import type { HandlerResponse } from '../http/framework.js';
import { PageResponder } from './page.responder.js';
import { refreshed } from './pages/client-document.js';
import { discoveryPage } from './pages/switches.js';
import { type Fields, text } from './requests/fields.js';
import { clientPath } from './requests/link.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './visit.js';

/** The metadata documents of clients. Declared before the other routes of a client, whose operations ask for a reason. */
@Controller()
export class DocumentsController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  /** Asks for no reason: it changes nothing that the document does not change. */
  @Post('clients/:id/refresh')
  async refresh(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const by = { actor: visit.actor, reason: 'Refreshed in the console' };
    const { client, outcome, cause } = await this.access.admin.refreshClient(id, by);
    this.pages.done(response, visit, clientPath(id), `${client.clientName}: ${refreshed(outcome, cause)}`);
  }

  @Get('discovery')
  async show(@Visitor() visit: Visit, @Res() response: HandlerResponse): Promise<void> {
    const statistics = await this.access.admin.statistics();
    const content = discoveryPage(visit, statistics);
    await this.pages.page(response, visit, { title: 'Discovery', section: 'Overview', content }, statistics);
  }

  @Post('discovery')
  async turn(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const by = byOperator(visit, form);
    const resumes = text(form, 'to') === 'open';
    await (resumes ? this.access.admin.resumeDiscovery(by) : this.access.admin.pauseDiscovery(by));
    this.pages.done(response, visit, '', resumes ? 'Discovery is resumed.' : 'Discovery is paused.');
  }
}
