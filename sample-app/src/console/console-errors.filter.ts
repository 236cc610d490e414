import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DcrError } from 'nestjs-dcr';
import type { Response } from 'express';
import { Settings } from '../config/settings.js';
import { errorPage } from './pages/error.page.js';
import { sendPage } from './pages/send-page.js';
import { link } from './requests/link.js';
import { DRAFT_COOKIE, setCookie } from './sign-in/cookies.js';
import { DRAFT_SECONDS } from './sign-in/draft.js';
import { NotSignedInError } from './sign-in/not-signed-in.error.js';

const TITLES: Record<number, string> = {
  400: 'Invalid request',
  403: 'Not allowed',
  404: 'Not found',
  429: 'Too many attempts',
  503: 'Temporarily unavailable',
};

const TO_OVERVIEW = { path: '/admin', words: 'Go to the overview' };
const TO_SIGN_IN = { path: '/admin/login', words: 'Back to the sign-in page' };

/** Every error is a page, because operators use a browser. Without a session, it redirects to the sign-in page. */
@Catch()
export class ConsoleErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Console');

  constructor(private readonly settings: Settings) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (exception instanceof NotSignedInError) {
      const { wanted, draft } = exception;
      if (draft) setCookie(response, this.settings.address, DRAFT_COOKIE, draft, DRAFT_SECONDS);
      const query = { to: wanted === '/admin' ? undefined : wanted, ended: draft && 'yes' };
      response.set('Cache-Control', 'no-store').redirect(303, link('/admin/login', query));
      return;
    }
    const [status, description] = describe(exception);
    if (status >= 500) this.logger.error(exception);
    // The overview would only redirect to the sign-in page.
    const next = status === 429 ? TO_SIGN_IN : TO_OVERVIEW;
    sendPage(response, errorPage(TITLES[status] ?? 'This did not work', description, next), status);
  }
}

function describe(exception: unknown): [status: number, description: string] {
  if (exception instanceof DcrError) return [exception.status, exception.description];
  if (exception instanceof HttpException) return [exception.getStatus(), exception.message];
  return [500, 'Something went wrong on our side.'];
}
