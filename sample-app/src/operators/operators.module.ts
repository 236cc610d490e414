import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { OperatorSession } from './operator-session.entity.js';
import { OperatorSessionsService } from './operator-sessions.service.js';
import { SignInController } from './sign-in.controller.js';

/** The sign-in of operators, with a session in the database. */
@Module({
  imports: [TypeOrmModule.forFeature([OperatorSession]), AccountsModule],
  controllers: [SignInController],
  providers: [OperatorSessionsService],
  exports: [OperatorSessionsService],
})
export class OperatorsModule {}
