import { Body, Controller, Get, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import { DcrAdminService } from 'nestjs-dcr';
import type { Response } from 'express';
import { registrationEndpoint, Settings } from '../config/settings.js';
import { Answers } from './answers.js';
import { ClientDocuments } from './client-documents.js';
import { ForOperators } from './for-operators.js';
import { isOperation, type Operation, OPERATIONS } from './operations.js';
import { clientPage } from './pages/client.page.js';
import { clientsPage } from './pages/clients.page.js';
import { operationPage } from './pages/operation.page.js';
import type { Fields } from './requests/fields.js';
import { readClientsView, toFilter, toSort } from './requests/clients-view.js';
import { clientPath } from './requests/link.js';
import { byOperator } from './requests/reason.js';
import { type Visit, Visitor } from './sign-in/visit.js';

@Controller('admin/clients')
@ForOperators()
export class ClientsController {
  constructor(
    private readonly admin: DcrAdminService,
    private readonly answers: Answers,
    private readonly settings: Settings,
    private readonly documents: ClientDocuments,
  ) {}

  @Get()
  async list(@Visitor() visit: Visit, @Query() query: Fields, @Res() response: Response): Promise<void> {
    const view = readClientsView(query);
    const page = await this.admin.listClients({
      ...toFilter(view),
      ...toSort(view),
      cursor: view.cursor,
    });
    await this.answers.page(response, visit, {
      title: 'Clients',
      section: 'Clients',
      content: clientsPage(
        view,
        page,
        await this.documents.of(page.items),
        registrationEndpoint(this.settings),
      ),
    });
  }

  @Get(':id')
  async show(@Visitor() visit: Visit, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const details = await this.admin.getClient(id);
    const { items } = await this.admin.listAuditEvents({
      clientId: id,
      type: details.client.source === 'cimd' ? 'client.discovered' : 'client.registered',
      limit: 1,
    });
    await this.answers.page(response, visit, {
      title: details.client.clientName,
      section: 'Clients',
      content: clientPage(visit, details, items[0]),
    });
  }

  /** Shows what the operation does, and asks for the reason. */
  @Get(':id/:operation')
  async ask(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Param('operation') wanted: string,
    @Res() response: Response,
  ): Promise<void> {
    const chosen = known(wanted);
    const content = operationPage(visit, chosen, await this.admin.getClient(id));
    await this.answers.page(response, visit, {
      title: OPERATIONS[chosen].title,
      section: 'Clients',
      content,
    });
  }

  @Post(':id/:operation')
  async perform(
    @Visitor() visit: Visit,
    @Param('id') id: string,
    @Param('operation') wanted: string,
    @Body() form: Fields | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const chosen = OPERATIONS[known(wanted)];
    const by = byOperator(visit, form);
    const { client: before } = await this.admin.getClient(id);
    const notice = await chosen.one(this.admin, id, by);
    const next = chosen === OPERATIONS.delete ? '/admin/clients' : clientPath(id);
    this.answers.done(response, next, `${before.clientName}: ${notice}`);
  }
}

function known(operation: string): Operation {
  if (isOperation(operation)) return operation;
  throw new NotFoundException('The console has no such page.');
}
