import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { ActionReason } from '../../admin/action-reason.js';
import { ListClientsQuery } from '../../admin/list-clients.query.js';
import { ListRedirectHostsQuery } from '../../admin/list-redirect-hosts.query.js';
import { ListSessionsQuery } from '../../admin/list-sessions.query.js';
import { AdminAccess } from '../admin.access.js';
import { isOperation, OPERATIONS } from '../operations.js';
import { Actor } from './actor.js';
import { ChangesNothing } from './changes-nothing.js';
import { Described } from './described.js';
import { BulkRequest } from './rest.requests.js';

/** Clients and their sessions. */
@Controller()
export class RestClientsController {
  constructor(private readonly access: AdminAccess) {}

  @Get('clients')
  @Described('List clients', 'DcrClientPage')
  listClients(@Query() query: ListClientsQuery) {
    return this.access.admin.listClients(query);
  }

  @Get('redirect-hosts')
  @Described('List clients by the host that they send users to', 'DcrRedirectHostPage')
  listRedirectHosts(@Query() query: ListRedirectHostsQuery) {
    return this.access.admin.listRedirectHosts(query);
  }

  @Post('clients')
  @Described("Register a client by hand, with RFC 7591's member names", 'DcrChangedClient', 201)
  createClient(@Body() metadata: unknown, @Actor() actor: string | undefined) {
    return this.access.admin.createClient(metadata, { actor });
  }

  @Get('clients/:id')
  @Described('Show a client', 'DcrClientDetails')
  getClient(@Param('id') id: string) {
    return this.access.admin.getClient(id);
  }

  @Get('clients/:id/status')
  @Described('Show the status of a client, also of a removed one', 'DcrClientExplanation')
  explainClient(@Param('id') id: string) {
    return this.access.admin.explainClient(id);
  }

  @Get('clients/:id/rules')
  @Described('Propose rules that would block a client, the narrowest first', 'DcrRuleProposals')
  proposeRules(@Param('id') id: string) {
    return this.access.admin.proposeRules(id);
  }

  @Post('clients/:id/disable')
  @HttpCode(200)
  @Described('Disable a client, and revoke its sessions', 'DcrChangedClient')
  disableClient(
    @Param('id') id: string,
    @Body() { reason }: ActionReason,
    @Actor() actor: string | undefined,
  ) {
    return this.access.admin.disableClient(id, { actor, reason });
  }

  @Post('clients/:id/enable')
  @HttpCode(200)
  @Described('Enable a client, or approve a pending one', 'DcrChangedClient')
  enableClient(
    @Param('id') id: string,
    @Body() { reason }: ActionReason,
    @Actor() actor: string | undefined,
  ) {
    return this.access.admin.enableClient(id, { actor, reason });
  }

  @Post('clients/:id/revoke')
  @HttpCode(200)
  @Described('Revoke the sessions of a client', 'DcrRevocationResult')
  revokeSessions(
    @Param('id') id: string,
    @Body() { reason }: ActionReason,
    @Actor() actor: string | undefined,
  ) {
    return this.access.admin.revokeSessions(id, { actor, reason });
  }

  @Post('clients/:id/refresh')
  @HttpCode(200)
  @Described('Read the metadata document of a client now', 'DcrRefreshedClient')
  refreshClient(
    @Param('id') id: string,
    @Body() { reason }: ActionReason,
    @Actor() actor: string | undefined,
  ) {
    return this.access.admin.refreshClient(id, { actor, reason });
  }

  @Delete('clients/:id')
  @Described('Delete a client, and revoke its sessions', 'DcrRevocationResult')
  deleteClient(
    @Param('id') id: string,
    @Body() { reason }: ActionReason,
    @Actor() actor: string | undefined,
  ) {
    return this.access.admin.deleteClient(id, { actor, reason });
  }

  @Post('bulk/:operation')
  @HttpCode(200)
  @ChangesNothing('dryRun')
  @Described('Disable, enable, revoke or delete every client that matches the filter', 'DcrBulkResult')
  changeClients(
    @Param('operation') operation: string,
    @Body() { filter, dryRun, reason }: BulkRequest,
    @Actor() actor: string | undefined,
  ) {
    if (!isOperation(operation)) throw new NotFoundException();
    return OPERATIONS[operation].several(this.access.admin, filter, { actor, reason }, { dryRun });
  }

  @Get('sessions')
  @Described('List sessions: of a client, or of a user', 'DcrSessionPage')
  listSessions(@Query() query: ListSessionsQuery) {
    return this.access.admin.listSessions(query);
  }

  @Post('sessions/:id/revoke')
  @HttpCode(200)
  @Described('End one session', 'DcrRevocationResult')
  revokeSession(
    @Param('id') id: string,
    @Body() { reason }: ActionReason,
    @Actor() actor: string | undefined,
  ) {
    return this.access.admin.revokeSession(id, { actor, reason });
  }
}
