import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DcrError } from 'nestjs-dcr';
import type { Response } from 'express';

/** An unknown client is a 404, a wrong query a 400, a database that is away a 503. */
@Catch(DcrError)
export class DcrErrorsFilter implements ExceptionFilter<DcrError> {
  catch({ status, error, description, retryAfter }: DcrError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
    response.status(status).json({ error, error_description: description });
  }
}
