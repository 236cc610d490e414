import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DcrClientDocument } from 'nestjs-dcr';
import { AccountsModule } from '../accounts/accounts.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { Answers } from './answers.js';
import { AssetsController } from './assets.controller.js';
import { AuditController } from './audit.controller.js';
import { BulkController } from './bulk.controller.js';
import { ClientDocuments } from './client-documents.js';
import { ClientsController } from './clients.controller.js';
import { DocumentsController } from './documents.controller.js';
import { OverviewController } from './overview.controller.js';
import { PendingController } from './pending.controller.js';
import { OperatorSession } from './sign-in/operator-session.entity.js';
import { OperatorSessionsService } from './sign-in/operator-sessions.service.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { UnknownPageController } from './unknown-page.controller.js';

/** The operator's console on top of `DcrAdminService`, rendered on the server, without client-side scripts. */
@Module({
  imports: [
    TypeOrmModule.forFeature([OperatorSession, DcrClientDocument]),
    AccountsModule,
    RegistrationModule,
  ],
  controllers: [
    AssetsController,
    SignInController,
    OverviewController,
    DocumentsController,
    ClientsController,
    BulkController,
    PendingController,
    AuditController,
    UnknownPageController,
  ],
  providers: [OperatorSessionsService, Answers, ClientDocuments],
})
export class ConsoleModule {}
