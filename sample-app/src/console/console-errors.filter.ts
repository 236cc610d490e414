import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DcrError } from 'nestjs-dcr';
import type { Response } from 'express';
import { errorPage } from './pages/error.page.js';
import { sendPage } from './pages/send-page.js';
import { link } from './requests/link.js';
import { NotSignedInError } from './sign-in/not-signed-in.error.js';

const TITLES: Record<number, string> = {
  400: 'This cannot be understood',
  403: 'This is not allowed',
  404: 'There is no such thing',
  429: 'Too many attempts',
  503: 'Not right now',
};

/** An operator looks at these routes: every failure is a page, and who is not signed in may sign in. */
@Catch()
export class ConsoleErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Console');

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (exception instanceof NotSignedInError) {
      const to = exception.wanted === '/admin' ? undefined : exception.wanted;
      response.set('Cache-Control', 'no-store').redirect(303, link('/admin/login', { to }));
      return;
    }
    const [status, description] = describe(exception);
    if (status >= 500) this.logger.error(exception);
    sendPage(response, errorPage(TITLES[status] ?? 'This did not work', description), status);
  }
}

function describe(exception: unknown): [status: number, description: string] {
  if (exception instanceof DcrError) return [exception.status, exception.description];
  if (exception instanceof HttpException) return [exception.getStatus(), exception.message];
  return [500, 'Something went wrong on our side.'];
}
