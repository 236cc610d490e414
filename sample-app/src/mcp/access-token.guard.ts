import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { Request } from 'express';
import { AccessTokenService } from './access-token.service.js';
import { BearerError } from './bearer.error.js';

export type AuthorizedRequest = Request & { auth: AuthInfo };

/** Admits requests with an access token for this MCP server (RFC 6750). */
@Injectable()
export class AccessTokenGuard implements CanActivate {
  constructor(private readonly tokens: AccessTokenService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthorizedRequest>();
    request.auth = await this.tokens.verify(bearerToken(request));
    return true;
  }
}

function bearerToken({ headers }: Request): string {
  const [, token] = /^bearer +([\w.~+/=-]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (!token) throw new BearerError(401);
  return token;
}
