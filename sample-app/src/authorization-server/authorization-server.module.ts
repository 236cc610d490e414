import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import {
  DCR_SESSION_REVOKER,
  DcrAdminService,
  DcrClientService,
  DcrMetadataService,
  DcrSessionService,
} from 'nestjs-dcr';
import { providerSessionRevoker } from 'nestjs-dcr/oidc-provider';
import { Provider } from 'oidc-provider';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { Settings } from '../config/settings.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { InteractionController } from './interaction.controller.js';
import { OidcRecord } from './oidc-record.entity.js';
import { OidcRecordsService } from './oidc-records.service.js';
import { createProvider } from './provider.js';
import { ServerSecret } from './server-secret.entity.js';
import { ServerSecretsService } from './server-secrets.service.js';
import { SignInController } from './sign-in.controller.js';

@Module({
  imports: [TypeOrmModule.forFeature([OidcRecord, ServerSecret]), AccountsModule, RegistrationModule],
  controllers: [InteractionController, SignInController],
  providers: [
    OidcRecordsService,
    ServerSecretsService,
    {
      provide: Provider,
      inject: [
        Settings,
        AccountsService,
        ServerSecretsService,
        OidcRecordsService,
        DcrClientService,
        DcrSessionService,
        DcrMetadataService,
        DcrAdminService,
      ],
      useFactory: createProvider,
    },
    // Removes the codes and tokens of a disabled client at once.
    { provide: DCR_SESSION_REVOKER, inject: [Provider], useFactory: providerSessionRevoker },
  ],
  exports: [Provider, OidcRecordsService],
})
export class AuthorizationServerModule {}
