import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThanOrEqual, MoreThan, Repository } from 'typeorm';
import type { Account } from '../accounts/account.entity.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { OperatorSession } from './operator-session.entity.js';

/** A working day. */
export const SESSION_SECONDS = 8 * 60 * 60;

@Injectable()
export class OperatorSessionsService {
  constructor(
    @InjectRepository(OperatorSession) private readonly sessions: Repository<OperatorSession>,
    private readonly accounts: AccountsService,
  ) {}

  /** @returns the token for the cookie; `undefined` if the password is wrong or the user is not an operator */
  async signIn(account: string, password: string): Promise<string | undefined> {
    const found = await this.accounts.signIn(account, password);
    if (!found?.isOperator) return undefined;
    await this.sessions.delete({ expiresAt: LessThanOrEqual(now()) });
    const token = randomBytes(32).toString('base64url');
    await this.sessions.insert({
      tokenHash: hash(token),
      accountId: found.id,
      expiresAt: now() + SESSION_SECONDS,
    });
    return token;
  }

  /** @returns the account of a session that has not expired, if it is still an operator's */
  async find(token: string): Promise<Account | undefined> {
    const session = await this.sessions.findOneBy({ tokenHash: hash(token), expiresAt: MoreThan(now()) });
    const account = session && (await this.accounts.find(session.accountId));
    return account?.isOperator ? account : undefined;
  }

  async signOut(token: string): Promise<void> {
    await this.sessions.delete({ tokenHash: hash(token) });
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
