import { applyDecorators, UseFilters, UseGuards } from '@nestjs/common';
import { ConsoleErrorsFilter } from './console-errors.filter.js';
import { OperatorSessionGuard } from './sign-in/operator-session.guard.js';
import { SameOriginGuard } from './sign-in/same-origin.guard.js';

/** For every controller of the console except the sign-in page. */
export function ForOperators(): ClassDecorator {
  return applyDecorators(UseGuards(SameOriginGuard, OperatorSessionGuard), UseFilters(ConsoleErrorsFilter));
}
