import { HttpException, HttpStatus, Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';

/**
 * Limits password guesses per caller. All sign-in forms and the API share one counter, so that a caller over the limit
 * cannot continue elsewhere.
 */
@Injectable()
export class SignInGuard extends ThrottlerGuard {
  protected override generateKey(_context: ExecutionContext, tracker: string, name: string): string {
    return `sign-in ${name} ${tracker}`;
  }

  protected override throwThrottlingException(): Promise<void> {
    const message = 'Too many sign-in attempts. Wait a minute, then try again.';
    throw new HttpException(message, HttpStatus.TOO_MANY_REQUESTS);
  }
}
