import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { HandlerResponse } from '../http/framework.js';
import { AdminAccess } from './admin.access.js';
import { PageResponder } from './page.responder.js';
import { endSessionPage, sessionsPage } from './pages/sessions.page.js';
import { type Fields, text } from './requests/fields.js';
import { clientPath } from './requests/link.js';
import { byOperator } from './requests/reason.js';
import { readSessionsView, toSessionsQuery } from './requests/sessions-view.js';
import { type Visit, Visitor } from './visit.js';

@Controller()
export class SessionsController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('sessions')
  async list(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const view = readSessionsView(query);
    const page = await this.access.admin.listSessions(toSessionsQuery(view));
    const content = sessionsPage(visit, view, page);
    await this.pages.page(response, visit, { title: 'Sessions', section: 'Sessions', content });
  }

  @Get('sessions/:id/revoke')
  async ask(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const content = endSessionPage(visit, id, text(query, 'clientId'));
    await this.pages.page(response, visit, { title: 'End a session', section: 'Sessions', content });
  }

  @Post('sessions/:id/revoke')
  async end(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const { failedSessions } = await this.access.admin.revokeSession(id, byOperator(visit, form));
    const clientId = text(form, 'clientId');
    const next = clientId ? clientPath(clientId) : 'sessions';
    const notice = failedSessions > 0 ? 'its tokens are retried every minute.' : 'its user is disconnected.';
    this.pages.done(response, visit, next, `The session has ended; ${notice}`);
  }
}
