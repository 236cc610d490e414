import { Body, Controller, Get, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { ClientDetails } from '../admin/client-details.reader.js';
import { DcrClientNotFoundError } from '../errors/index.js';
import { removedClientPage } from './pages/removed-client.page.js';
import { AdminAccess } from './admin.access.js';
import type { HandlerResponse } from '../http/framework.js';
import { PageResponder } from './page.responder.js';
import { isOperation, type Operation, OPERATIONS } from './operations.js';
import { clientPage } from './pages/client.page.js';
import { clientsPage } from './pages/clients.page.js';
import { operationPage } from './pages/operation.page.js';
import type { Fields } from './requests/fields.js';
import { readClientsView, toFilter, toSort } from './requests/clients-view.js';
import { clientPath } from './requests/link.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './visit.js';

/** Open sessions on the page of a client. */
const SESSIONS = 10;
const EVENTS_OF_REMOVED = 50;

@Controller()
export class ClientsController {
  constructor(
    private readonly access: AdminAccess,
    private readonly pages: PageResponder,
  ) {}

  @Get('clients')
  async list(
    @Visitor() visit: Visit,
    @Query() query: Fields,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const view = readClientsView(query);
    const { admin } = this.access;
    const settings = admin.settings();
    const page = await admin.listClients({
      ...toFilter(view, settings),
      ...toSort(view),
      cursor: view.cursor,
    });
    await this.pages.page(response, visit, {
      title: 'Clients',
      section: 'Clients',
      content: clientsPage(visit, view, page, await admin.documentsOf(page.items), settings),
    });
  }

  @Get('clients/:id')
  async show(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const { admin } = this.access;
    const details = await this.find(id);
    if (!details) {
      const { items } = await admin.listAuditEvents({ clientId: id, limit: EVENTS_OF_REMOVED });
      if (items.length === 0) throw new DcrClientNotFoundError();
      const content = removedClientPage(visit, id, items);
      await this.pages.page(response, visit, {
        title: 'A removed client',
        section: 'Clients',
        content,
        status: 404,
      });
      return;
    }
    const type = details.client.source === 'cimd' ? 'client.discovered' : 'client.registered';
    const [{ items }, sessions] = await Promise.all([
      admin.listAuditEvents({ clientId: id, type, limit: 1 }),
      admin.listSessions({ clientId: id, active: true, limit: SESSIONS }),
    ]);
    await this.pages.page(response, visit, {
      title: details.client.clientName,
      section: 'Clients',
      content: clientPage(visit, details, items[0], sessions),
    });
  }

  /** Shows what the operation does, and asks for the reason. */
  @Get('clients/:id/:operation')
  async ask(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Param('operation') wanted: string,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const chosen = known(wanted);
    const content = operationPage(visit, chosen, await this.access.admin.getClient(id));
    await this.pages.page(response, visit, {
      title: OPERATIONS[chosen].title,
      section: 'Clients',
      content,
    });
  }

  @Post('clients/:id/:operation')
  async perform(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Param('operation') wanted: string,
    @Body() form: Fields | undefined,
    @Res() response: HandlerResponse,
  ): Promise<void> {
    const chosen = OPERATIONS[known(wanted)];
    const by = byOperator(visit, form);
    const { client: before } = await this.access.admin.getClient(id);
    const notice = await chosen.one(this.access.admin, id, by);
    const next = chosen === OPERATIONS.delete ? 'clients' : clientPath(id);
    this.pages.done(response, visit, next, `${before.clientName}: ${notice}`);
  }

  /** @returns `undefined` for a client that does not exist */
  private async find(id: string): Promise<ClientDetails | undefined> {
    try {
      return await this.access.admin.getClient(id);
    } catch (error) {
      if (error instanceof DcrClientNotFoundError) return undefined;
      throw error;
    }
  }
}

function known(operation: string): Operation {
  if (isOperation(operation)) return operation;
  throw new NotFoundException('The console has no such page.');
}
