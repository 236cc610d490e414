import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { auditOrigin } from '../audit/audit-origin.js';
import { Rejections } from '../audit/rejections.js';
import { type FrameworkRequest, rawRequest } from '../endpoint/framework-request.js';
import { type FrameworkResponse, respondWithError } from '../endpoint/respond.js';
import { endsConnection } from '../endpoint/unread-body.js';
import { DcrError, DcrServerError } from '../errors/index.js';
import { fromHttpException } from './from-http-exception.js';
import { ClientGoneError } from './request-body.js';

/**
 * Answers every failure on the endpoint's route, also the framework's and a host guard's, in the wire form.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2
 */
@Injectable()
@Catch()
export class RegistrationExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('DcrRegistration');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly rejections: Rejections,
  ) {}

  async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    if (exception instanceof ClientGoneError) return;
    const http = host.switchToHttp();
    const request = http.getRequest<FrameworkRequest>();
    const error = this.toDcrError(exception);
    await this.rejections.record(error, auditOrigin(request.ip, request.headers));
    const response = http.getResponse<FrameworkResponse>();
    if (this.adapterHost.httpAdapter.isHeadersSent(response)) return;
    respondWithError(response, error, endsConnection(rawRequest(request)));
  }

  private toDcrError(exception: unknown): DcrError {
    if (exception instanceof DcrError) return exception;
    const error = fromHttpException(exception) ?? new DcrServerError(exception);
    if (error instanceof DcrServerError) this.logger.error(exception);
    return error;
  }
}
