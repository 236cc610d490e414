import { Module, UseFilters, UseGuards } from '@nestjs/common';
import { DcrConsoleModule } from 'nestjs-dcr/console';
import { SERVICE_NAME } from '../config/settings.js';
import { OperatorErrorsFilter } from '../operators/operator-errors.filter.js';
import { OperatorSessionGuard, type OperatorRequest } from '../operators/operator-session.guard.js';
import { OperatorsModule } from '../operators/operators.module.js';

/** The package's console for operators, behind the application's own sign-in. */
@Module({
  imports: [
    DcrConsoleModule.forRoot({
      path: 'admin',
      imports: [OperatorsModule],
      decorators: [UseGuards(OperatorSessionGuard), UseFilters(OperatorErrorsFilter)],
      operator: ({ operator }: OperatorRequest) => operator.id,
      title: SERVICE_NAME,
      homeUrl: '/admin/account',
    }),
  ],
})
export class ConsoleModule {}
