import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  RequestTimeoutException,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { DcrDecision } from 'nestjs-dcr';
import { catchError, type Observable, throwError, timeout } from 'rxjs';
import { onTestFinished, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { adapters, startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

/** As in Nest's documentation. */
@Injectable()
class TimeoutInterceptor implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      timeout(100),
      catchError(() => throwError(() => new RequestTimeoutException())),
    );
  }
}

test.each(adapters)(
  'a timeout of the application asks the client to try again, and does not blame its metadata, on %s',
  async (adapter) => {
    let decide!: () => void;
    const policy = () => new Promise<DcrDecision>((resolve) => (decide = () => resolve(DcrDecision.allow())));
    const providers = [{ provide: APP_INTERCEPTOR, useClass: TimeoutInterceptor }];
    const application = await startApplication({ adapter, providers, dcr: { enabled: true, policy } });
    onTestFinished(() => application.close());
    expectError(
      await postJson(`${application.url}/register`, goodRegistration),
      503,
      'temporarily_unavailable',
    );
    decide();
  },
);
