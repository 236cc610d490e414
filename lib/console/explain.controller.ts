import { Controller, Get, Query, Res } from '@nestjs/common';
import type { HandlerResponse } from '../http/framework.js';
import type { DcrRule } from '../rules/rule.entity.js';
import { AdminAccess } from './admin.access.js';
import { PageResponder } from './page.responder.js';
import { explainPage } from './pages/explain.page.js';
import { metadataIn, readExplainView } from './requests/explain-view.js';
import type { Fields } from './requests/fields.js';
import { type Visit, Visitor } from './visit.js';

const MAX_RULES = 500;

/** Changes nothing, so it is a GET: operators who may only look can use it, and share what they see. */
@Controller()
export class ExplainController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('explain')
  async explain(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const view = readExplainView(query);
    const { request, ip } = view;
    const explanation =
      request === undefined ? undefined : await this.access.admin.explain(metadataIn(request), { ip });
    const rule = explanation?.ruleId === undefined ? undefined : await this.findRule(explanation.ruleId);
    const content = explainPage(visit, view, explanation, rule);
    await this.pages.page(response, visit, { title: 'Why was it refused?', section: 'Audit', content });
  }

  private async findRule(id: string): Promise<DcrRule | undefined> {
    const { items } = await this.access.admin.listRules({ limit: MAX_RULES });
    return items.find((rule) => rule.id === id);
  }
}
