import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SERVICE_NAME, Settings } from '../config/settings.js';
import { homePage } from './pages/home.page.js';
import { notePage, sendNote } from './pages/note.page.js';

const METHOD_NOT_ALLOWED = { error: 'invalid_request', error_description: 'Send a POST request.' };

/** The pages for people who open the server in a browser. */
@Controller()
export class HomeController {
  constructor(private readonly settings: Settings) {}

  @Get()
  home(@Req() request: Request, @Res() response: Response): void {
    const { mcp, issuer } = this.settings;
    if (request.accepts(['html', 'json']) === 'json') {
      response.vary('Accept').json({ name: SERVICE_NAME, mcp_server: mcp, authorization_server: issuer });
    } else sendNote(response, 200, homePage(this.settings));
  }

  /** Registration is for clients. The package answers only POST here, so the application can answer GET. */
  @Get('register')
  register(@Req() request: Request, @Res() response: Response): void {
    response.set('Allow', 'POST');
    if (request.accepts(['json', 'html']) === 'json') {
      response.status(405).vary('Accept').json(METHOD_NOT_ALLOWED);
      return;
    }
    const text =
      'Applications register themselves here, with a POST request. You do not have to do anything.';
    sendNote(response, 405, notePage('Nothing to fill in', text));
  }
}
