import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Account } from './account.entity.js';
import { AccountsService } from './accounts.service.js';
import { DemoAccounts } from './demo-accounts.js';

@Module({
  imports: [TypeOrmModule.forFeature([Account])],
  providers: [AccountsService, DemoAccounts],
  exports: [AccountsService, DemoAccounts],
})
export class AccountsModule {}
