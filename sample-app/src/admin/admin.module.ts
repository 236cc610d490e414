import { Module, UseGuards } from '@nestjs/common';
import { DcrRestModule } from 'nestjs-dcr/console';
import { AccountsModule } from '../accounts/accounts.module.js';
import { OperatorGuard, type OperatorRequest } from './operator.guard.js';

/** The package's JSON API for operators, behind HTTP Basic. */
@Module({
  imports: [
    DcrRestModule.forRoot({
      path: 'admin/api',
      imports: [AccountsModule],
      decorators: [UseGuards(OperatorGuard)],
      operator: ({ operator }: OperatorRequest) => operator,
    }),
  ],
})
export class AdminModule {}
