import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Settings } from '../config/settings.js';
import { notePage, sendNote } from '../home/pages/note.page.js';

/** Explains the MCP server to people who open it in a browser. Clients accept JSON or an event stream. */
@Injectable()
export class McpPageMiddleware implements NestMiddleware {
  constructor(private readonly settings: Settings) {}

  use(request: Request, response: Response, next: NextFunction): void {
    if (request.method !== 'GET' || request.accepts(['json', 'text/event-stream', 'html']) !== 'html') {
      return next();
    }
    const page = notePage(
      'This is an MCP server',
      `It is for applications, not for browsers. Paste this address into yours: ${this.settings.mcp}`,
    );
    sendNote(response.set('Allow', 'POST'), 405, page);
  }
}
