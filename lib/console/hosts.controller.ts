import { Controller, Get, Query, Res } from '@nestjs/common';
import type { RedirectHostSort } from '../admin/list-redirect-hosts.query.js';
import type { HandlerResponse } from '../http/framework.js';
import { AdminAccess } from './admin.access.js';
import { PageResponder } from './page.responder.js';
import { hostsPage } from './pages/hosts.page.js';
import { type Fields, text } from './requests/fields.js';
import { type Visit, Visitor } from './visit.js';

@Controller()
export class HostsController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('hosts')
  async list(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const [search, sort, cursor] = ['search', 'sort', 'cursor'].map((name) => text(query, name));
    const page = await this.access.admin.listRedirectHosts({
      search,
      sort: sort as RedirectHostSort | undefined,
      cursor,
    });
    const content = hostsPage(visit, { search, sort, cursor }, page);
    await this.pages.page(response, visit, {
      title: 'Clients by redirect host',
      section: 'Clients',
      content,
    });
  }
}
