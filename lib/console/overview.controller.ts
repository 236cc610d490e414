import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { StatisticsQuery } from '../admin/statistics.query.js';
import { AdminAccess } from './admin.access.js';
import type { HandlerResponse } from '../http/framework.js';
import { PageResponder } from './page.responder.js';
import { cleanedUp, cleanupPage } from './pages/cleanup.page.js';
import { overviewPage } from './pages/overview.page.js';
import { readRefresh } from './parts/refresh.js';
import { type Fields, text } from './requests/fields.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './visit.js';

@Controller()
export class OverviewController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get()
  async show(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const view = { days: text(query, 'days'), refresh: text(query, 'refresh') };
    const refresh = readRefresh(view.refresh);
    const { admin } = this.access;
    const days = view.days === undefined ? undefined : Number(view.days);
    const statistics = await admin.statistics({ days: days as StatisticsQuery['days'] });
    const content = overviewPage(visit, statistics, admin.settings(), view);
    await this.pages.page(
      response,
      visit,
      { title: 'Overview', section: 'Overview', content, refresh },
      statistics,
    );
  }

  @Post('registration')
  async turn(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const by = byOperator(visit, form);
    const opens = text(form, 'to') === 'open';
    await (opens ? this.access.admin.resumeRegistration(by) : this.access.admin.pauseRegistration(by));
    this.pages.done(response, visit, '', opens ? 'Registration is resumed.' : 'Registration is paused.');
  }

  @Get('cleanup')
  async preview(@Visitor() visit: Visit, @Res() response: HandlerResponse): Promise<void> {
    const content = cleanupPage(visit, await this.access.admin.cleanUp({ dryRun: true }));
    await this.pages.page(response, visit, { title: 'Cleanup', section: 'Overview', content });
  }

  @Post('cleanup')
  async sweep(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const result = await this.access.admin.cleanUp({}, byOperator(visit, form));
    this.pages.done(response, visit, '', cleanedUp(result));
  }
}
