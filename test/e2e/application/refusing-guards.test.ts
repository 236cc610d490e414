import {
  type CanActivate,
  ForbiddenException,
  Injectable,
  type LoggerService,
  Module,
  Scope,
  UnauthorizedException,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SkipThrottle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import {
  type Adapter,
  adapters,
  type ApplicationSetup,
  startApplication,
} from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { DenyingGuard, Public } from './application-parts.js';

@Injectable({ scope: Scope.REQUEST })
class RequestScopedGuard implements CanActivate {
  canActivate(): boolean {
    throw new UnauthorizedException();
  }
}

@Injectable()
class ForbiddingGuard implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('A secret of the application.');
  }
}

@Module({ imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])] })
class LimitModule {}

const guard = (useClass: new (...dependencies: never[]) => CanActivate) => ({
  providers: [{ provide: APP_GUARD, useClass }],
});
const limited = { imports: [LimitModule], ...guard(ThrottlerGuard) };

async function start(adapter: Adapter, setup: Partial<ApplicationSetup>) {
  const warn = vi.fn<(message: unknown) => void>();
  const error = vi.fn<(message: unknown) => void>();
  const logger: LoggerService = { log: () => undefined, warn, error };
  const application = await startApplication({ adapter, dcr: { enabled: true }, nest: { logger }, ...setup });
  onTestFinished(() => application.close());
  const post = () => postJson(`${application.url}/register`, goodRegistration);
  const warnings = () => warn.mock.calls.map(([message]) => String(message));
  return { post, warnings, error };
}

describe.each(adapters)("A guard of the application's own that refuses registrations, on %s,", (adapter) => {
  test.each([
    ['returns false', DenyingGuard, 'ForbiddenException'],
    ['throws 401 and is request-scoped', RequestScopedGuard, 'UnauthorizedException'],
    ['throws 403', ForbiddingGuard, 'ForbiddenException'],
  ])('is named once in the log, with the fix, if it %s', async (_, useClass, name) => {
    const { post, warnings, error } = await start(adapter, guard(useClass));
    for (let attempt = 1; attempt <= 3; attempt++) expectError(await post(), 403, 'access_denied');
    expect(warnings()).toEqual([
      `A guard of the application refused a registration, which was answered 403 (${name}). ` +
        'If anyone may register, let the guard pass this route, such as with the option decorators: [Public()].',
    ]);
    expect(error).not.toHaveBeenCalled();
  });

  test('is named once in the log, with the fix, if it is a throttler', async () => {
    const { post, warnings } = await start(adapter, limited);
    expect((await post()).status).toBe(201);
    for (let attempt = 1; attempt <= 3; attempt++) expectError(await post(), 429, 'slow_down');
    expect(warnings()).toEqual([
      "The application's own rate limit refused a registration, which was answered 429. This module has a limit of its own: " +
        'exempt the route, such as with the option decorators: [SkipThrottle()].',
    ]);
  });

  test.each([
    ['a guard', guard(DenyingGuard), Public()],
    ['a throttler', limited, SkipThrottle()],
  ])('passes if the decorators exempt the endpoint from %s', async (_, setup, decorator) => {
    const dcr = { enabled: true, decorators: [decorator] };
    const { post, warnings } = await start(adapter, { ...setup, dcr });
    for (let attempt = 1; attempt <= 3; attempt++) expect((await post()).status).toBe(201);
    expect(warnings()).toEqual([]);
  });

  test('is not named for the refusals of the module itself', async () => {
    const { post, warnings } = await start(adapter, { dcr: { enabled: true, maxRegistrationsPerWindow: 1 } });
    for (const status of [201, 429, 429]) expect((await post()).status).toBe(status);
    expect(warnings()).toEqual([]);
  });
});
