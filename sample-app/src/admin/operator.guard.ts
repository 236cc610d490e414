import { createHmac, randomBytes } from 'node:crypto';
import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { SignInGuard } from '../accounts/sign-in.guard.js';

export type OperatorRequest = Request & { operator: string };

/**
 * Admits operators by HTTP Basic, which `curl` and every browser support. Wrong passwords count towards the limit of the
 * sign-in forms; a script with the right password is not limited.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  private readonly key = randomBytes(32);
  /** Keyed hashes of accepted credentials: only these are not limited. */
  private readonly accepted = new Set<string>();

  constructor(
    private readonly accounts: AccountsService,
    private readonly signInGuard: SignInGuard,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<OperatorRequest>();
    const response = http.getResponse<Response>().set('Cache-Control', 'no-store');
    const { account, password } = credentials(request);
    const found = account && password ? await this.signIn(account, password, context) : undefined;
    if (!found) {
      response.set('WWW-Authenticate', 'Basic realm="Administration", charset="UTF-8"');
      throw new UnauthorizedException('Sign in as an operator.');
    }
    request.operator = found.id;
    return true;
  }

  private async signIn(
    account: string,
    password: string,
    context: ExecutionContext,
  ): Promise<Account | undefined> {
    const credential = createHmac('sha256', this.key).update(`${account}:${password}`).digest('base64');
    // Count before the password is checked, so that concurrent guesses cannot exceed the limit.
    if (!this.accepted.has(credential)) await this.signInGuard.canActivate(context);
    const found = await this.accounts.signIn(account, password);
    if (found?.isOperator) {
      this.accepted.add(credential);
      return found;
    }
    this.accepted.delete(credential);
    return undefined;
  }
}

/** RFC 7617 */
function credentials({ headers }: Request): { account?: string; password?: string } {
  const [, encoded] = /^basic +([\w+/=-]+)$/i.exec(headers.authorization ?? '') ?? [];
  const [, account, password] =
    /^([^:\0]+):([^\0]+)$/.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  return { account, password };
}
