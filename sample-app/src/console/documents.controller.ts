import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { DcrAdminService } from 'nestjs-dcr';
import type { Response } from 'express';
import { Answers } from './answers.js';
import { ForOperators } from './for-operators.js';
import { refreshed } from './pages/client-document.js';
import { discoveryPage } from './pages/switches.js';
import { type Fields, text } from './requests/fields.js';
import { clientPath } from './requests/link.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './sign-in/visit.js';

/** The metadata documents of clients. Declared before the other routes of a client, whose operations ask for a reason. */
@Controller('admin')
@ForOperators()
export class DocumentsController {
  constructor(
    private readonly admin: DcrAdminService,
    private readonly answers: Answers,
  ) {}

  /** Asks for no reason: it changes nothing that the document does not change. */
  @Post('clients/:id/refresh')
  async refresh(
    @Visitor() { account }: Visit,
    @Param('id') id: string,
    @Res() response: Response,
  ): Promise<void> {
    const by = { actor: account, reason: 'Refreshed in the console' };
    const { client, outcome, cause } = await this.admin.refreshClient(id, by);
    this.answers.done(response, clientPath(id), `${client.clientName}: ${refreshed(outcome, cause)}`);
  }

  @Get('discovery')
  async show(@Visitor() visit: Visit, @Res() response: Response): Promise<void> {
    const statistics = await this.admin.statistics();
    const content = discoveryPage(visit, statistics);
    await this.answers.page(
      response,
      visit,
      { title: 'Discovery', section: 'Overview', content },
      statistics,
    );
  }

  @Post('discovery')
  async turn(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const by = byOperator(visit, form);
    const resumes = text(form, 'to') === 'open';
    await (resumes ? this.admin.resumeDiscovery(by) : this.admin.pauseDiscovery(by));
    this.answers.done(response, '/admin', resumes ? 'Discovery is resumed.' : 'Discovery is paused.');
  }
}
