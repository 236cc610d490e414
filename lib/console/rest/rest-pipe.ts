import { BadRequestException, type ValidationError, ValidationPipe } from '@nestjs/common';
import { DcrInvalidQueryError } from '../../errors/index.js';

/** Converts and checks queries and bodies. The same form for what the pipe and the package find. */
export const REST_PIPE = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: (errors: ValidationError[]) =>
    invalid(errors.flatMap(({ constraints }) => Object.values(constraints ?? {}))),
});

/**
 * A global pipe of the application runs before ours, and may refuse a request first. Its answer gets the same form, so that a
 * page needs to know only one.
 */
export function toRestError(error: unknown): unknown {
  if (!(error instanceof BadRequestException)) return error;
  const answer = error.getResponse();
  const { message } = typeof answer === 'string' ? { message: answer } : (answer as { message?: unknown });
  return invalid([message ?? error.message].flat().map(String));
}

function invalid(problems: string[]): DcrInvalidQueryError {
  return new DcrInvalidQueryError(`${problems.join('; ')}.`);
}
