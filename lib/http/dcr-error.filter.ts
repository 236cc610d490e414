import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { DcrError } from '../errors/index.js';
import type { CommonResponse } from './framework.js';

/**
 * Answers a {@link DcrError} of your own controllers with its status and, as JSON, `error` and `error_description`:
 * an unknown client is a 404, an invalid query a 400, an unavailable database a 503 with `Retry-After`. Works on
 * Express and Fastify: `@UseFilters(DcrErrorFilter)`, or `app.useGlobalFilters(new DcrErrorFilter())`.
 *
 * @see docs/operating.md#queries-in-your-own-controllers
 */
@Catch(DcrError)
export class DcrErrorFilter implements ExceptionFilter<DcrError> {
  catch({ status, error, description, retryAfter }: DcrError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<CommonResponse>();
    response.status(status).header('cache-control', 'no-store');
    if (retryAfter !== undefined) response.header('retry-after', String(retryAfter));
    response.send({ error, error_description: description });
  }
}
