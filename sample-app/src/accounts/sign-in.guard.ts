import { HttpException, HttpStatus, Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';

/**
 * Limits password guesses, by caller. Every place that takes a password counts in the same counter, so that a caller who
 * is over the limit at one form cannot go on at another.
 */
@Injectable()
export class SignInGuard extends ThrottlerGuard {
  protected override generateKey(_context: ExecutionContext, tracker: string, name: string): string {
    return `sign-in ${name} ${tracker}`;
  }

  protected override throwThrottlingException(): Promise<void> {
    const message = 'Too many attempts to sign in. Wait a minute, then try again.';
    throw new HttpException(message, HttpStatus.TOO_MANY_REQUESTS);
  }
}
