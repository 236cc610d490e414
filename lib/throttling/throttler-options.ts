import type { ExecutionContext } from '@nestjs/common';
import type { ThrottlerModuleOptions } from '@nestjs/throttler';
import type { DcrRequest } from '../options/dcr-module-options.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { THROTTLER_NAME } from './dcr-throttler.guard.js';

/** Our options in the form that the guard of `@nestjs/throttler` takes. */
export function throttlerOptions({
  maxRegistrationsPerWindow: limit,
  registrationWindow: ttl,
  trackBy,
}: ResolvedDcrOptions): ThrottlerModuleOptions {
  return {
    throttlers: [
      {
        name: THROTTLER_NAME,
        ttl,
        limit: typeof limit === 'number' ? limit : (context) => limit(requestOf(context)),
        ...(trackBy && { getTracker: (request) => trackBy(request as DcrRequest) }),
        setHeaders: false,
      },
    ],
  };
}

function requestOf(context: ExecutionContext): DcrRequest {
  return context.switchToHttp().getRequest<DcrRequest>();
}
