import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { auditOrigin } from '../audit/audit-origin.js';
import { RejectionRecorder, type SharedRow } from '../audit/rejection.recorder.js';
import { DcrError, DcrServerError, DcrSlowDownError } from '../errors/index.js';
import { type FrameworkRequest, type FrameworkResponse, rawRequest } from '../http/framework.js';
import { respondWithError } from '../http/respond.js';
import { headersForUnreadBody } from '../http/unread-body.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { CallerGoneError } from '../registration/caller-gone.error.js';
import { callerNetwork } from '../text/ip-address.js';
import { APPLICATION_LIMIT, fromHttpException } from './from-http-exception.js';
import { adviceOnGuard } from './guard-advice.js';
import { BodyAlreadyReadError, SlowBodyError } from './request-body.js';
import { progressOf } from './request-progress.js';

/**
 * Answers every failure on the endpoint's route in the wire format, including those of the framework and of the
 * application's guards. Audits requests that were refused before they reached `DcrRegistrationService`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2
 */
@Injectable()
@Catch()
export class RegistrationExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('DcrRegistration');
  private hasReportedReadBody = false;
  private readonly givenAdvice = new Set<string>();

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly rejections: RejectionRecorder,
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
  ) {}

  async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    if (exception instanceof CallerGoneError) return;
    const http = host.switchToHttp();
    const request = http.getRequest<FrameworkRequest>();
    const error = toDcrError(exception);
    if (progressOf(rawRequest(request)) === 'registering') this.log(exception, error);
    else await this.logAndAudit(exception, error, request);
    const response = http.getResponse<FrameworkResponse>();
    if (this.adapterHost.httpAdapter.isHeadersSent(response)) return;
    respondWithError(
      response,
      error,
      headersForUnreadBody(rawRequest(request), error instanceof SlowBodyError),
    );
  }

  private async logAndAudit(exception: unknown, error: DcrError, request: FrameworkRequest): Promise<void> {
    // The application's global guards run before the limiter.
    if (!progressOf(rawRequest(request))) this.warnOfGuard(exception);
    const shared = this.sharedRowOf(request, error);
    if (shared && this.rejections.joinFlood(shared.key)) return;
    this.log(exception, error);
    await this.rejections.record(error, auditOrigin(request.ip, request.headers), undefined, shared);
  }

  /** Once: a guard may well refuse some callers, and a flood must not fill the log. */
  private warnOfGuard(exception: unknown): void {
    const advice = adviceOnGuard(exception);
    if (!advice || this.givenAdvice.has(advice)) return;
    this.givenAdvice.add(advice);
    this.logger.warn(advice);
  }

  private log(exception: unknown, error: DcrError): void {
    if (error instanceof BodyAlreadyReadError) {
      if (!this.hasReportedReadBody) this.logger.error(error.cause);
      this.hasReportedReadBody = true;
    } else if (error instanceof DcrServerError && exception !== error) this.logger.error(exception);
  }

  /**
   * The limiter does not limit what is refused before it: by the application's own guard, by a failing storage, by a
   * function that throws. So these refusals share one row and one log entry per address, error and window.
   */
  private sharedRowOf(request: FrameworkRequest, error: DcrError): SharedRow | undefined {
    const isOurLimit = error instanceof DcrSlowDownError && error.caller !== APPLICATION_LIMIT;
    if (isOurLimit || progressOf(rawRequest(request)) === 'admitted') return undefined;
    const key = `${callerNetwork(request.ip ?? 'unknown')} ${error.error}`;
    return { key, duration: this.options.registrationWindow };
  }
}

function toDcrError(exception: unknown): DcrError {
  if (exception instanceof DcrError) return exception;
  return fromHttpException(exception) ?? new DcrServerError(exception);
}
