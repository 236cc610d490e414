import { Module } from '@nestjs/common';
import { DcrModule, mcpCompatibility } from 'nestjs-dcr';
import { ImpersonationPolicy } from './impersonation.policy.js';

/**
 * Open to every MCP client, by the sample's own rule. It restricts no scopes: many clients register without any, or
 * with invented ones, and ask for the right ones later. The person decides on the consent page.
 */
@Module({
  imports: [DcrModule.forRoot(mcpCompatibility({ policy: ImpersonationPolicy }))],
  providers: [ImpersonationPolicy],
  exports: [DcrModule],
})
export class RegistrationModule {}
