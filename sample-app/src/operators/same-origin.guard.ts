import { ForbiddenException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Settings } from '../config/settings.js';

/** Rejects forms from other origins. Browsers send `Origin` with every form. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context.switchToHttp().getRequest<Request>();
    const { address } = this.settings;
    if (method === 'GET' || method === 'HEAD' || headers.origin === address) return true;
    throw new ForbiddenException(
      `This form was not sent from ${address}. Open the console there: ${address}/admin`,
    );
  }
}
