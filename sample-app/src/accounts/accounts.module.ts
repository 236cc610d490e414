import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Account } from './account.entity.js';
import { AccountsService } from './accounts.service.js';
import { DemoAccounts } from './demo-accounts.js';
import { SignInGuard } from './sign-in.guard.js';

@Module({
  imports: [TypeOrmModule.forFeature([Account])],
  providers: [AccountsService, DemoAccounts, SignInGuard],
  exports: [AccountsService, DemoAccounts, SignInGuard],
})
export class AccountsModule {}
