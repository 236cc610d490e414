import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { AccountsService } from './accounts.service.js';

export interface DemoAccount {
  id: string;
  name: string;
  password: string;
  isOperator: boolean;
}

const PEOPLE = [
  { id: 'alice', name: 'Alice Example', isOperator: false },
  { id: 'bob', name: 'Bob Example', isOperator: false },
  { id: 'operator', name: 'The operator', isOperator: true },
];

/** Two users and an operator. Their passwords are generated at the first start and stored next to the database. */
@Injectable()
export class DemoAccounts implements OnModuleInit {
  accounts: DemoAccount[] = [];

  constructor(
    private readonly settings: Settings,
    private readonly service: AccountsService,
  ) {}

  async onModuleInit(): Promise<void> {
    const { demoAccountsFile: file, demoPassword, operatorPassword } = this.settings;
    const kept = await readDemoAccounts(file);
    this.accounts = PEOPLE.map((person) => ({
      ...person,
      password:
        (person.isOperator ? operatorPassword : demoPassword) ??
        kept.find(({ id }) => id === person.id)?.password ??
        newPassword(),
    }));
    for (const account of this.accounts) await this.service.save(account, account.password);
    // Nothing to store if the environment sets all passwords.
    if (demoPassword && operatorPassword) return;
    await writeFile(file, JSON.stringify(this.accounts, undefined, 2), { mode: 0o600 });
  }
}

/** The accounts that an earlier start stored; empty if there was none. */
export async function readDemoAccounts(file: string): Promise<DemoAccount[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DemoAccount[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function newPassword(): string {
  return randomBytes(9).toString('base64url');
}
