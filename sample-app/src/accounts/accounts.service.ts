import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Account } from './account.entity.js';
import { hashPassword, passwordMatches } from './password.js';

@Injectable()
export class AccountsService {
  /** Checked if the name is unknown, so that the response time does not reveal which names exist. */
  private readonly nobody = hashPassword('');

  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {}

  find(id: string): Promise<Account | null> {
    return this.accounts.findOneBy({ id });
  }

  async signIn(id: string, password: string): Promise<Account | null> {
    const account = await this.find(id);
    const matches = await passwordMatches(password, account?.passwordHash ?? (await this.nobody));
    return matches && account ? account : null;
  }

  async save(account: Pick<Account, 'id' | 'name' | 'isOperator'>, password: string): Promise<void> {
    const { id, name, isOperator } = account;
    await this.accounts.upsert({ id, name, isOperator, passwordHash: await hashPassword(password) }, ['id']);
  }
}
