import { BadRequestException, Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { AdminAccess } from './admin.access.js';
import type { HandlerResponse } from '../http/framework.js';
import { PageResponder } from './page.responder.js';
import { pendingPage } from './pages/pending.page.js';
import { type Fields, text } from './requests/fields.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './visit.js';

/** The approval queue. A rejected client stays in the database as disabled; its software can register again. */
@Controller()
export class PendingController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('pending')
  async list(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const cursor = text(query, 'cursor');
    const page = await this.access.admin.listClients({
      status: 'pending',
      sort: 'createdAt',
      limit: 20,
      cursor,
    });
    const content = pendingPage(visit, cursor, page);
    await this.pages.page(response, visit, { title: 'Pending', section: 'Pending', content });
  }

  @Post('pending/:id')
  async decide(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const decision = text(form, 'decision');
    if (decision !== 'approve' && decision !== 'reject')
      throw new BadRequestException('Choose Approve or Reject.');
    const by = byOperator(visit, form);
    const { client } =
      decision === 'approve'
        ? await this.access.admin.enableClient(id, by)
        : await this.access.admin.disableClient(id, by);
    const words = decision === 'approve' ? 'approved.' : 'rejected, and therefore disabled.';
    this.pages.done(response, visit, 'pending', `${client.clientName}: ${words}`);
  }
}
