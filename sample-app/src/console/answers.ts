import { Injectable } from '@nestjs/common';
import { DcrAdminService, type DcrStatistics } from 'nestjs-dcr';
import type { Response } from 'express';
import { SERVICE_NAME, Settings } from '../config/settings.js';
import { layout, type Layout } from './pages/layout.js';
import { sendPage } from './pages/send-page.js';
import { clearCookie, DRAFT_COOKIE, NOTICE_COOKIE, setCookie } from './sign-in/cookies.js';
import type { Visit } from './sign-in/visit.js';

/** Seconds: long enough for the next page. */
const NOTICE_LIFE = 30;

/** How the console answers: with a page; or, after an action, with a redirect to a page that says what was done. */
@Injectable()
export class Answers {
  constructor(
    private readonly settings: Settings,
    private readonly admin: DcrAdminService,
  ) {}

  /** @param statistics when the page has read them already */
  async page(response: Response, visit: Visit, content: Layout, statistics?: DcrStatistics): Promise<void> {
    const state = statistics ?? (await this.admin.statistics());
    if (visit.notice) clearCookie(response, NOTICE_COOKIE);
    sendPage(response, layout({ service: SERVICE_NAME, visit, state }, content));
  }

  /** After a redirect, reloading the page does nothing twice. */
  done(response: Response, path: string, notice: string): void {
    clearCookie(response, DRAFT_COOKIE);
    this.redirect(response, path, notice);
  }

  redirect(response: Response, path: string, notice: string): void {
    // A cookie cannot hold a lone surrogate, which a name may contain.
    setCookie(response, this.settings.address, NOTICE_COOKIE, notice.toWellFormed(), NOTICE_LIFE);
    response.set('Cache-Control', 'no-store').redirect(303, path);
  }
}
