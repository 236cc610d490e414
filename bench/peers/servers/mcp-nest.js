import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GitHubOAuthProvider, McpAuthModule } from '@rekog/mcp-nest';
import { announce, settings } from './announce.js';

const { storage } = settings();

/** Set up as its documentation describes, on Express with its TypeORM store. It has no limiter and no audit log. */
class AppModule {}
Module({
  imports: [
    McpAuthModule.forRoot({
      provider: GitHubOAuthProvider,
      clientId: 'bench',
      clientSecret: 'bench',
      jwtSecret: 'a secret of more than thirty-two characters',
      serverUrl: 'http://127.0.0.1',
      resource: 'http://127.0.0.1/mcp',
      storeConfiguration: {
        type: 'typeorm',
        options: { type: 'postgres', url: storage.url, synchronize: true, logging: false },
      },
    }),
  ],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer());
