import {
  createParamDecorator,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountsService } from '../accounts/accounts.service.js';
import { Settings } from '../config/settings.js';

type OperatorRequest = Request & { operator: string };

/** Who is at it, for the audit. */
export const Operator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<OperatorRequest>().operator,
);

/** Lets operators through, with their name and password in HTTP Basic: `curl` and every browser can do that. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<OperatorRequest>();
    const response = http.getResponse<Response>().set('Cache-Control', 'no-store');
    this.refuseOtherOrigins(request);
    const { account, password } = credentials(request);
    const found = account && password ? await this.accounts.signIn(account, password) : null;
    if (!found?.isOperator) {
      response.set('WWW-Authenticate', 'Basic realm="Administration", charset="UTF-8"');
      throw new UnauthorizedException('Sign in as an operator.');
    }
    request.operator = found.id;
    return true;
  }

  /** A browser sends the password along with every request, also with a form on a page of someone else's. */
  private refuseOtherOrigins({ method, headers: { origin } }: Request): void {
    if (method === 'GET' || origin === undefined || origin === this.settings.address) return;
    throw new ForbiddenException('This request comes from a page of another server.');
  }
}

/** RFC 7617 */
function credentials({ headers }: Request): { account?: string; password?: string } {
  const [, encoded] = /^basic +([\w+/=-]+)$/i.exec(headers.authorization ?? '') ?? [];
  const [, account, password] =
    /^([^:\0]+):([^\0]+)$/.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  return { ...(account && { account }), ...(password && { password }) };
}
