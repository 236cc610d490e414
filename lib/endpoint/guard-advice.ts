import { HttpException } from '@nestjs/common';

/** What to do about a refusal of the application's own guard; `undefined` for any other exception. */
export function adviceOnGuard(exception: unknown): string | undefined {
  if (!(exception instanceof HttpException)) return undefined;
  switch (exception.getStatus()) {
    case 401:
    case 403:
      return (
        `A guard of the application refused a registration, which was answered 403 (${exception.name}). ` +
        'If anyone may register, let the guard pass this route, such as with the option decorators: [Public()].'
      );
    case 429:
      return (
        "The application's own rate limit refused a registration, which was answered 429. This module has a limit of its " +
        'own: exempt the route, such as with the option decorators: [SkipThrottle()].'
      );
    default:
      return undefined;
  }
}
