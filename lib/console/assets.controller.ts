import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { HandlerResponse } from '../http/framework.js';
import { CONSOLE_OPTIONS, type ResolvedConsoleOptions } from './console-options.js';
import { ICON } from './parts/icon.js';

/** Their URLs contain a version, and the application may need a session to serve them. */
const CACHED = 'private, max-age=31536000, immutable';

/** Serves the stylesheet and the icon from memory, so that a bundled application has them too. */
@Controller()
export class AssetsController {
  constructor(@Inject(CONSOLE_OPTIONS) private readonly options: ResolvedConsoleOptions) {}

  @Get('console.css')
  style(@Res() response: HandlerResponse): void {
    send(response, 'text/css; charset=utf-8', this.options.stylesheet.text);
  }

  @Get('icon.svg')
  icon(@Res() response: HandlerResponse): void {
    send(response, 'image/svg+xml', ICON);
  }
}

function send(response: HandlerResponse, type: string, content: string): void {
  response.status(200).header('content-type', type).header('cache-control', CACHED);
  response.header('x-content-type-options', 'nosniff').send(content);
}
