import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ThrottlerModule } from '@nestjs/throttler';
import { AccountsModule } from './accounts/accounts.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuthorizationServerModule } from './authorization-server/authorization-server.module.js';
import { ConfigModule } from './config/config.module.js';
import { Settings } from './config/settings.js';
import { ConsoleModule } from './console/console.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HomeModule } from './home/home.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { RegistrationModule } from './registration/registration.module.js';

@Module({
  imports: [
    DatabaseModule,
    ScheduleModule.forRoot(),
    // Limits sign-in attempts; the registration endpoint has its own limiter.
    ThrottlerModule.forRoot([{ ttl: 60_000, limit: 30 }]),
    AccountsModule,
    RegistrationModule,
    AuthorizationServerModule,
    McpModule,
    AdminModule,
    ConsoleModule,
    HomeModule,
  ],
})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.with(settings)] };
  }
}
