import { Injectable } from '@nestjs/common';
import { DcrAdminService, type DcrStatistics } from 'nestjs-dcr';
import type { Response } from 'express';
import { SERVICE_NAME, Settings } from '../config/settings.js';
import { layout, type Layout } from './pages/layout.js';
import { sendPage } from './pages/send-page.js';
import { clearCookie, DRAFT_COOKIE, NOTICE_COOKIE, setCookie } from './sign-in/cookies.js';
import type { Visit } from './sign-in/visit.js';

/** Long enough for the next page to load. */
const NOTICE_SECONDS = 30;

/** Responds with a page or, after an operation, with a redirect to a page that shows the result. */
@Injectable()
export class Answers {
  constructor(
    private readonly settings: Settings,
    private readonly admin: DcrAdminService,
  ) {}

  /** @param statistics if the page has already read them */
  async page(response: Response, visit: Visit, content: Layout, statistics?: DcrStatistics): Promise<void> {
    const state = statistics ?? (await this.admin.statistics());
    if (visit.notice) clearCookie(response, NOTICE_COOKIE);
    sendPage(response, layout({ service: SERVICE_NAME, visit, state }, content));
  }

  /** Redirects, so that reloading the page does not repeat the operation. */
  done(response: Response, path: string, notice: string): void {
    clearCookie(response, DRAFT_COOKIE);
    this.redirect(response, path, notice);
  }

  redirect(response: Response, path: string, notice: string): void {
    // A cookie cannot hold a lone surrogate, which a name may contain.
    setCookie(response, this.settings.address, NOTICE_COOKIE, notice.toWellFormed(), NOTICE_SECONDS);
    response.set('Cache-Control', 'no-store').redirect(303, path);
  }
}
