import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { AdminController } from './admin.controller.js';

@Module({ imports: [AccountsModule, RegistrationModule], controllers: [AdminController] })
export class AdminModule {}
