import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DcrStatistics } from '../admin/statistics.service.js';
import type { HandlerResponse } from '../http/framework.js';
import { AdminAccess } from './admin.access.js';
import { CONSOLE_OPTIONS, type ResolvedConsoleOptions } from './console-options.js';
import { describeError } from './pages/describe-error.js';
import { errorPage } from './pages/error.page.js';
import { layout, type Layout } from './pages/layout.js';
import { setCookie } from './requests/cookies.js';
import { redirect, sendPage } from './requests/respond.js';
import type { Visit } from './visit.js';

/** Long enough for the next page to load. */
const NOTICE_SECONDS = 30;
/** A cookie holds 4,096 bytes, and a character takes up to 12 of them. */
const MAX_NOTICE_LENGTH = 320;

/** Responds with a page or, after an operation, with a redirect to a page that shows the result. */
@Injectable()
export class PageResponder {
  private readonly logger = new Logger('DcrConsoleModule');

  constructor(
    @Inject(CONSOLE_OPTIONS) private readonly options: ResolvedConsoleOptions,
    private readonly access: AdminAccess,
  ) {}

  /** @param statistics if the page has already read them */
  async page(
    response: HandlerResponse,
    visit: Visit,
    content: Layout,
    statistics?: DcrStatistics,
  ): Promise<void> {
    // The frame shows no days, so count the events of as few as possible.
    const state = statistics ?? (await this.access.admin.statistics({ days: 7 }));
    if (visit.isNewToken) setCookie(response, visit.isHttps, 'dcr-console', visit.formToken);
    if (visit.notice) setCookie(response, visit.isHttps, 'dcr-console-notice', '', 0);
    if (content.refresh !== undefined) response.header('refresh', String(content.refresh));
    sendPage(response, layout({ options: this.options, visit, state }, content), content.status);
  }

  /** Redirects, so that reloading the page does not repeat the operation. @param path within the console */
  done(response: HandlerResponse, visit: Visit, path: string, notice: string): void {
    // A cookie cannot hold a lone surrogate, which a name may contain.
    const text = notice.toWellFormed();
    const shown =
      text.length > MAX_NOTICE_LENGTH ? `${text.slice(0, MAX_NOTICE_LENGTH).toWellFormed()}…` : text;
    setCookie(response, visit.isHttps, 'dcr-console-notice', shown, NOTICE_SECONDS);
    redirect(response, visit.link(path));
  }

  error(response: HandlerResponse, visit: Visit, error: unknown): void {
    const { status, title, description, retryAfter } = describeError(error);
    if (status >= 500) this.logger.error(error);
    if (retryAfter !== undefined) response.header('retry-after', String(retryAfter));
    sendPage(response, errorPage({ options: this.options, visit }, title, description), status);
  }
}
