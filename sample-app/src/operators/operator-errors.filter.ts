import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { errorPage, sendPage } from './pages.js';
import { NotSignedInError } from './not-signed-in.error.js';

/** Redirects to the sign-in page without a session; every other error is a page. */
@Catch()
export class OperatorErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Operators');

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (exception instanceof NotSignedInError) {
      const { wanted, hasEnded } = exception;
      const query = new URLSearchParams({ to: wanted, ...(hasEnded && { ended: 'yes' }) }).toString();
      response.set('Cache-Control', 'no-store').redirect(303, `/admin/login?${query}`);
      return;
    }
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    if (status >= 500) this.logger.error(exception);
    const title = status === 429 ? 'Too many attempts' : status === 403 ? 'Not allowed' : 'This did not work';
    const description =
      exception instanceof HttpException ? exception.message : 'Something went wrong on our side.';
    sendPage(response, errorPage(title, description), status);
  }
}
