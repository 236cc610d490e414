import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { auditOrigin } from '../audit/audit-origin.js';
import { Rejections, type SharedRow } from '../audit/rejections.js';
import { isAdmitted } from './admitted-requests.js';
import { type FrameworkRequest, type FrameworkResponse, rawRequest } from '../http/framework.js';
import { respondWithError } from '../http/respond.js';
import { connectionHeaders } from '../http/unread-body.js';
import { DcrError, DcrServerError, DcrSlowDownError } from '../errors/index.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { callerNetwork } from '../text/ip-address.js';
import { APPLICATION_LIMIT, fromHttpException } from './from-http-exception.js';
import { BodyAlreadyReadError, ClientGoneError, SlowBodyError } from './request-body.js';

/**
 * Answers every failure on the endpoint's route, the framework's and the application's guards' included, in the wire form.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2
 */
@Injectable()
@Catch()
export class RegistrationExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('DcrRegistration');
  private hasReportedReadBody = false;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly rejections: Rejections,
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
  ) {}

  async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    if (exception instanceof ClientGoneError) return;
    const http = host.switchToHttp();
    const request = http.getRequest<FrameworkRequest>();
    const error = toDcrError(exception);
    const shared = this.sharedRowOf(request, error);
    if (!shared || !this.rejections.joinFlood(shared.key)) {
      this.log(exception, error);
      await this.rejections.record(error, auditOrigin(request.ip, request.headers), undefined, shared);
    }
    const response = http.getResponse<FrameworkResponse>();
    if (this.adapterHost.httpAdapter.isHeadersSent(response)) return;
    respondWithError(response, error, connectionHeaders(rawRequest(request), error instanceof SlowBodyError));
  }

  private log(exception: unknown, error: DcrError): void {
    if (error instanceof BodyAlreadyReadError) {
      if (!this.hasReportedReadBody) this.logger.error(error.cause);
      this.hasReportedReadBody = true;
    } else if (error instanceof DcrServerError && exception !== error) this.logger.error(exception);
  }

  /**
   * What is refused before the limiter has said yes is bounded by nothing: an application's own guard, a storage that
   * fails, a function that throws. So each address and error has one row per window, and one entry in the log.
   */
  private sharedRowOf(request: FrameworkRequest, error: DcrError): SharedRow | undefined {
    const isOurLimit = error instanceof DcrSlowDownError && error.caller !== APPLICATION_LIMIT;
    if (isOurLimit || isAdmitted(rawRequest(request))) return undefined;
    const key = `${callerNetwork(request.ip ?? 'unknown')} ${error.error}`;
    return { key, duration: this.options.registrationWindow };
  }
}

function toDcrError(exception: unknown): DcrError {
  if (exception instanceof DcrError) return exception;
  return fromHttpException(exception) ?? new DcrServerError(exception);
}
