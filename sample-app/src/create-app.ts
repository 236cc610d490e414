import type { LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { mountProvider } from 'nestjs-dcr/oidc-provider';
import { Provider } from 'oidc-provider';
import { AppModule } from './app.module.js';
import type { Settings } from './config/settings.js';

/** Creates the application, ready to listen. */
export async function createApp(
  settings: Settings,
  logger: LogLevel[] = ['warn', 'error', 'fatal'],
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings), {
    logger,
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  // Trust X-Forwarded-For from a proxy or tunnel on this computer, so that each caller has its own limit.
  app.set('trust proxy', 'loopback');
  app.enableShutdownHooks();
  mountProvider(app, app.get(Provider));
  return app;
}
