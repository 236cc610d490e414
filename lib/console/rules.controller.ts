import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { HandlerResponse } from '../http/framework.js';
import { AdminAccess } from './admin.access.js';
import { PageResponder } from './page.responder.js';
import { newRulePage, removeRulePage } from './pages/rule-form.page.js';
import { rulesPage } from './pages/rules.page.js';
import { EFFECTS } from './parts/rules.js';
import { type Fields, text } from './requests/fields.js';
import { byOperator } from './requests/reason.js';
import { readRule, readRulesView, toRulesQuery } from './requests/rule-view.js';
import { type Visit, Visitor } from './visit.js';

@Controller()
export class RulesController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('rules')
  async list(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const view = readRulesView(query);
    const content = rulesPage(visit, view, await this.access.admin.listRules(toRulesQuery(view)));
    await this.pages.page(response, visit, { title: 'Rules', section: 'Rules', content });
  }

  @Get('rules/new')
  async preview(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const rule = readRule(query);
    const matches = await this.access.admin.previewRule(rule);
    const content = newRulePage(visit, rule, matches, text(query, 'days'));
    await this.pages.page(response, visit, { title: 'Add a rule', section: 'Rules', content });
  }

  @Post('rules')
  async add(
    @Visitor() visit: Visit,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const { rule } = await this.access.admin.addRule(readRule(form), byOperator(visit, form));
    this.pages.done(response, visit, 'rules', `${EFFECTS[rule.effect]} ${rule.value}: the rule is in force.`);
  }

  @Get('rules/:id/remove')
  async ask(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const content = removeRulePage(visit, id, text(query, 'about'));
    await this.pages.page(response, visit, { title: 'Remove a rule', section: 'Rules', content });
  }

  @Post('rules/:id/remove')
  async remove(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    await this.access.admin.removeRule(id, byOperator(visit, form));
    this.pages.done(response, visit, 'rules', 'The rule is removed.');
  }
}
