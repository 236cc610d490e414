import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DcrError } from 'nestjs-dcr';
import { errors } from 'oidc-provider';
import type { Response } from 'express';
import { errorPage } from './pages/error.page.js';
import { pageHeaders } from './pages/headers.js';
import { unusableClientPage } from './pages/unusable-client.page.js';
import { UnusableClientError } from './unusable-client.error.js';

/** Users open these routes in a browser: every error is a page. */
@Catch()
export class PageErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Authorization server');

  catch(exception: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const [status, error, description] = describe(exception);
    if (status >= 500) this.logger.error(exception);
    const unusable = exception instanceof UnusableClientError ? exception.unusable : undefined;
    const page = unusable ? unusableClientPage(unusable) : errorPage(error, description);
    response.status(status).set(pageHeaders()).type('html').send(page);
  }
}

function describe(exception: unknown): [status: number, error: string, description?: string] {
  if (exception instanceof errors.SessionNotFound) {
    return [400, 'session_expired', 'This page has expired, or it was opened in another browser.'];
  }
  if (exception instanceof errors.OIDCProviderError && exception.expose) {
    return [exception.status, exception.error, exception.error_description];
  }
  if (exception instanceof DcrError) return [exception.status, exception.error, exception.description];
  if (exception instanceof HttpException)
    return [exception.getStatus(), 'invalid_request', exception.message];
  return [500, 'server_error', 'Something went wrong on our side.'];
}
