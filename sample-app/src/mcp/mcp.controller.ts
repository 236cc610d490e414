import { Body, Controller, Delete, Get, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
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

/** The MCP server over streamable HTTP. It keeps no sessions: every request stands for itself. */
@Controller('mcp')
@UseGuards(AccessTokenGuard)
@UseFilters(BearerErrorsFilter)
export class McpController {
  constructor(private readonly apps: ConnectedAppsService) {}

  @Post()
  async handle(@Req() request: AuthorizedRequest, @Res() response: Response, @Body() body: unknown) {
    const server = createMcpServer(String(request.auth.extra?.['accountId']), this.apps);
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.on('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response, body);
  }

  /** There is no stream to listen to … */
  @Get()
  refuseStream(@Res() response: Response): void {
    response.status(405).set('Allow', 'POST').json(METHOD_NOT_ALLOWED);
  }

  /** … and no session to end. */
  @Delete()
  refuseEnd(@Res() response: Response): void {
    this.refuseStream(response);
  }
}
