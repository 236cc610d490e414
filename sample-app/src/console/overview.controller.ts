import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { DcrAdminService } from 'nestjs-dcr';
import type { Response } from 'express';
import { registrationEndpoint, Settings } from '../config/settings.js';
import { LIMITS } from '../registration/registration.options.js';
import { Answers } from './answers.js';
import { ForOperators } from './for-operators.js';
import { cleanedUp, cleanupPage } from './pages/cleanup.page.js';
import { overviewPage } from './pages/overview.page.js';
import { type Fields, text } from './requests/fields.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './sign-in/visit.js';

@Controller('admin')
@ForOperators()
export class OverviewController {
  constructor(
    private readonly admin: DcrAdminService,
    private readonly answers: Answers,
    private readonly settings: Settings,
  ) {}

  @Get()
  async show(@Visitor() visit: Visit, @Res() response: Response): Promise<void> {
    const statistics = await this.admin.statistics();
    const content = overviewPage(
      visit,
      statistics,
      { ...LIMITS, documents: this.settings.documents },
      registrationEndpoint(this.settings),
    );
    await this.answers.page(response, visit, { title: 'Overview', section: 'Overview', content }, statistics);
  }

  @Post('registration')
  async turn(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const by = byOperator(visit, form);
    const opens = text(form, 'to') === 'open';
    await (opens ? this.admin.resumeRegistration(by) : this.admin.pauseRegistration(by));
    this.answers.done(response, '/admin', opens ? 'Registration is resumed.' : 'Registration is paused.');
  }

  @Get('cleanup')
  async preview(@Visitor() visit: Visit, @Res() response: Response): Promise<void> {
    const content = cleanupPage(visit, await this.admin.cleanUp({ dryRun: true }));
    await this.answers.page(response, visit, { title: 'Cleanup', section: 'Overview', content });
  }

  @Post('cleanup')
  async sweep(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const result = await this.admin.cleanUp({}, byOperator(visit, form));
    this.answers.done(response, '/admin', cleanedUp(result));
  }
}
