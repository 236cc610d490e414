import { Module } from '@nestjs/common';
import { DcrModule } from 'nestjs-dcr';
import { ImpersonationPolicy } from './impersonation.policy.js';
import { REGISTRATION } from './registration.options.js';

@Module({
  imports: [DcrModule.forRoot(REGISTRATION)],
  providers: [ImpersonationPolicy],
  exports: [DcrModule],
})
export class RegistrationModule {}
