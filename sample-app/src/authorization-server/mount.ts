import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { Provider } from 'oidc-provider';
import { Settings } from '../config/settings.js';

const DOCUMENTS = ['oauth-authorization-server', 'openid-configuration'];

/**
 * Puts the provider below its issuer's path, before the body parsers: it reads its own requests. Its metadata also
 * answers at the root, where RFC 8414 §3.1 puts the path of the issuer behind the well-known name.
 */
export function mountAuthorizationServer(app: NestExpressApplication): void {
  const handle = app.get(Provider).callback();
  const path = new URL(app.get(Settings).issuer).pathname;
  for (const document of DOCUMENTS) {
    app.use(`/.well-known/${document}${path}`, (request: Request, response: Response, next: NextFunction) => {
      if (request.path !== '/') return next();
      request.url = `/.well-known/${document}`;
      request.originalUrl = path + request.url;
      void handle(request, response);
    });
  }
  app.use(path, handle);
}
