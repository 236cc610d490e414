import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { AuthorizationServerModule } from '../authorization-server/authorization-server.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { AccessTokenService } from './access-token.service.js';
import { AllowedHostMiddleware } from './allowed-host.middleware.js';
import { ConnectedAppsService } from './connected-apps.service.js';
import { CrossOriginMiddleware } from './cross-origin.middleware.js';
import { McpController } from './mcp.controller.js';
import { McpPageMiddleware } from './mcp-page.middleware.js';
import {
  PROTECTED_RESOURCE_PATH,
  ProtectedResourceController,
  ROOT_PATH,
} from './protected-resource.controller.js';

@Module({
  imports: [AuthorizationServerModule, RegistrationModule],
  controllers: [McpController, ProtectedResourceController],
  providers: [AccessTokenService, ConnectedAppsService],
})
export class McpModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    // Before authentication: a request from a rebound DNS name or another origin must not learn anything.
    consumer.apply(AllowedHostMiddleware).forRoutes('mcp');
    consumer.apply(CrossOriginMiddleware).forRoutes('mcp', PROTECTED_RESOURCE_PATH, ROOT_PATH);
    consumer.apply(McpPageMiddleware).forRoutes('mcp');
  }
}
