import {
  type CallHandler,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  type NestInterceptor,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { catchError, type Observable, throwError } from 'rxjs';
import type { HandlerResponse } from '../../http/framework.js';
import { CONSOLE_OPTIONS, type ResolvedConsoleOptions } from '../console-options.js';
import type { ConsoleRequest } from '../requests/console-request.js';
import { isSameOrigin } from '../requests/same-origin.js';
import { rememberActor } from './actor.js';
import { changesNothing } from './changes-nothing.js';
import { toRestError } from './rest-pipe.js';

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

/**
 * Runs after all guards. A browser sends the credentials of an operator with every request, also from a page of another
 * site: so a write needs JSON, which such a page cannot send unasked, and must not come from another origin.
 */
@Injectable()
export class RestInterceptor implements NestInterceptor {
  constructor(@Inject(CONSOLE_OPTIONS) private readonly options: ResolvedConsoleOptions) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<ConsoleRequest>();
    http.getResponse<HandlerResponse>().header('cache-control', 'no-store');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      this.checkSender(request);
      if (!changesNothing(context.getHandler(), request.body) && (await this.options.readOnly(request)))
        throw new ForbiddenException('Your role may look at the clients, but not change them.');
    }
    rememberActor(request, await this.options.operator(request));
    return next.handle().pipe(catchError((error: unknown) => throwError(() => toRestError(error))));
  }

  private checkSender(request: ConsoleRequest): void {
    const { headers } = request;
    const type = headers['content-type'];
    // Without a type, Express would drop the body, and with it the reason.
    if (type === undefined ? hasBody(request) : !JSON_TYPE.test(type))
      throw new UnsupportedMediaTypeException('Send application/json.');
    // Every browser sends at least one of them with a write; scripts and other servers send neither.
    const isFromBrowser = headers['sec-fetch-site'] !== undefined || headers.origin !== undefined;
    if (isFromBrowser && !isSameOrigin(request, this.options.origin))
      throw new ForbiddenException('This request comes from a page of another origin.');
  }
}

function hasBody({ headers }: ConsoleRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
