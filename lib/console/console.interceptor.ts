import {
  type CallHandler,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, type Observable, of } from 'rxjs';
import type { HandlerResponse } from '../http/framework.js';
import { CONSOLE_OPTIONS, type ResolvedConsoleOptions } from './console-options.js';
import { PageResponder } from './page.responder.js';
import { type ConsoleRequest, hostOf } from './requests/console-request.js';
import { readCookie } from './requests/cookies.js';
import { text } from './requests/fields.js';
import { formTokenOf, hasFormToken } from './requests/form-token.js';
import { rootFrom } from './requests/link.js';
import { isSameOrigin } from './requests/same-origin.js';
import { beginVisit, type Visit } from './visit.js';

/**
 * Runs after all guards, so that a refusal of the application's guards is answered by the application's own filters, such
 * as with its sign-in page. Checks every form, and answers every later error with a page.
 */
@Injectable()
export class ConsoleInterceptor implements NestInterceptor {
  private readonly logger = new Logger('DcrConsoleModule');
  private hasWarned = false;

  constructor(
    @Inject(CONSOLE_OPTIONS) private readonly options: ResolvedConsoleOptions,
    private readonly pages: PageResponder,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<ConsoleRequest>();
    const response = http.getResponse<HandlerResponse>();
    const route = Reflect.getMetadata('path', context.getHandler()) as string;
    const visit = await this.visit(request, route);
    // Not an empty stream, for which Nest would throw.
    const answer = (error: unknown) => of(this.pages.error(response, visit, error));
    try {
      this.check(request, visit);
    } catch (error) {
      return answer(error);
    }
    return next.handle().pipe(catchError(answer));
  }

  private async visit(request: ConsoleRequest, route: string): Promise<Visit> {
    const { path, origin, operator, readOnly } = this.options;
    const isHttps = origin === undefined ? request.protocol === 'https' : origin.startsWith('https:');
    if (!isHttps) this.warn();
    const reason = text(request.query, 'reason');
    return beginVisit(request, {
      root: rootFrom(request.originalUrl, route, path.slice(path.lastIndexOf('/') + 1)),
      actor: await operator(request),
      isReadOnly: await readOnly(request),
      ...formTokenOf(readCookie(request, isHttps, 'dcr-console')),
      notice: readCookie(request, isHttps, 'dcr-console-notice'),
      draft: reason === undefined ? undefined : { form: text(request.query, 'form'), reason },
      isHttps,
      origin: origin ?? `${request.protocol}://${hostOf(request)}`,
    });
  }

  /** @throws ForbiddenException if a form comes from elsewhere, or if the operator may only look */
  private check(request: ConsoleRequest, { formToken, isNewToken, isReadOnly }: Visit): void {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    if (!isSameOrigin(request, this.options.origin))
      throw new ForbiddenException('This form was not sent from a page of this console.');
    if (isNewToken || !hasFormToken(request.body, formToken))
      throw new ForbiddenException('This form has expired. Go back, reload the page and try again.');
    if (isReadOnly) throw new ForbiddenException('Your role may look at the clients, but not change them.');
  }

  private warn(): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.logger.warn(
      'The console is reached without HTTPS, so that its cookie has no __Host- prefix. Behind a proxy that ends TLS, set ' +
        'the option origin: "https://…", or let your framework trust the proxy.',
    );
  }
}
