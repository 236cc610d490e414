import { Module } from '@nestjs/common';
import { DcrModule } from 'nestjs-dcr';
import { Settings } from '../config/settings.js';
import { ImpersonationPolicy } from './impersonation.policy.js';
import { registrationOptions } from './registration.options.js';

@Module({
  imports: [DcrModule.forRootAsync({ inject: [Settings], useFactory: registrationOptions })],
  providers: [ImpersonationPolicy],
  exports: [DcrModule],
})
export class RegistrationModule {}
