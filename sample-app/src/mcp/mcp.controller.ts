import { Body, Controller, Delete, Get, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Response } from 'express';
import { AccessTokenGuard, type AuthorizedRequest } from './access-token.guard.js';
import { BearerErrorsFilter } from './bearer-errors.filter.js';
import { ConnectedAppsService } from './connected-apps.service.js';
import { createMcpServer } from './mcp-server.js';

const METHOD_NOT_ALLOWED = {
  jsonrpc: '2.0',
  error: { code: -32_000, message: 'Method not allowed.' },
  id: null,
};

/**
 * The MCP server over streamable HTTP, in revision 2026-07-28 and earlier ones. It is stateless: no request depends on
 * another.
 */
@Controller('mcp')
@UseGuards(AccessTokenGuard)
@UseFilters(BearerErrorsFilter)
export class McpController {
  private readonly serve = toNodeHandler(
    createMcpHandler(({ authInfo }) => createMcpServer(String(authInfo?.extra?.['accountId']), this.apps)),
  );

  constructor(private readonly apps: ConnectedAppsService) {}

  @Post()
  handle(@Req() request: AuthorizedRequest, @Res() response: Response, @Body() body: unknown): Promise<void> {
    return this.serve(request, response, body);
  }

  /** The server offers no event stream … */
  @Get()
  refuseStream(@Res() response: Response): void {
    response.status(405).set('Allow', 'POST').json(METHOD_NOT_ALLOWED);
  }

  /** … and has no sessions to end. */
  @Delete()
  refuseEnd(@Res() response: Response): void {
    this.refuseStream(response);
  }
}
