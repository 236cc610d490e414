import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Settings } from '../config/settings.js';
import { layout, type Layout } from './pages/layout.js';
import { sendPage } from './pages/send-page.js';
import { clearCookie, NOTICE_COOKIE, setCookie } from './sign-in/cookies.js';
import type { Visit } from './sign-in/visit.js';

/** Seconds: long enough for the next page. */
const NOTICE_LIFE = 30;

/** How the console answers: a page; or, once something is done, on to one that says so. */
@Injectable()
export class Answers {
  constructor(private readonly settings: Settings) {}

  page(response: Response, visit: Visit, content: Layout): void {
    if (visit.notice) clearCookie(response, NOTICE_COOKIE);
    sendPage(response, layout(visit, content));
  }

  /** A reload of what comes then does nothing twice. */
  done(response: Response, path: string, notice: string): void {
    // Half a character, which a name may hold, fits into no cookie.
    setCookie(response, this.settings.address, NOTICE_COOKIE, notice.toWellFormed(), NOTICE_LIFE);
    response.set('Cache-Control', 'no-store').redirect(303, path);
  }
}
