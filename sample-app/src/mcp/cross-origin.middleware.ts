import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

const ALLOWED = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Allow-Headers':
    'authorization, content-type, last-event-id, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id',
  'Access-Control-Expose-Headers': 'www-authenticate, mcp-session-id',
  'Access-Control-Max-Age': '86400',
};

/** Clients in web pages may call the MCP server: it uses tokens, not cookies. */
@Injectable()
export class CrossOriginMiddleware implements NestMiddleware {
  use(request: Request, response: Response, next: NextFunction): void {
    response.set(ALLOWED);
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  }
}
