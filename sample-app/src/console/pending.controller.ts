import { BadRequestException, Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { DcrAdminService } from 'nestjs-dcr';
import type { Response } from 'express';
import { Answers } from './answers.js';
import { ForOperators } from './for-operators.js';
import { pendingPage } from './pages/pending.page.js';
import { type Fields, text } from './requests/fields.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './sign-in/visit.js';

/** The approval queue. A rejected client stays in the database as disabled; its software can register again. */
@Controller('admin/pending')
@ForOperators()
export class PendingController {
  constructor(
    private readonly admin: DcrAdminService,
    private readonly answers: Answers,
  ) {}

  @Get()
  async list(@Visitor() visit: Visit, @Query() query: Fields, @Res() response: Response): Promise<void> {
    const cursor = text(query, 'cursor');
    const page = await this.admin.listClients({
      status: 'pending',
      sort: 'createdAt',
      limit: 20,
      cursor,
    });
    const content = pendingPage(visit, cursor, page);
    await this.answers.page(response, visit, { title: 'Pending', section: 'Pending', content });
  }

  @Post(':id')
  async decide(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Body() form: Fields | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const decision = text(form, 'decision');
    if (decision !== 'approve' && decision !== 'reject')
      throw new BadRequestException('Choose Approve or Reject.');
    const by = byOperator(visit, form);
    const { client } =
      decision === 'approve' ? await this.admin.enableClient(id, by) : await this.admin.disableClient(id, by);
    const words = decision === 'approve' ? 'approved.' : 'rejected, and therefore disabled.';
    this.answers.done(response, '/admin/pending', `${client.clientName}: ${words}`);
  }
}
