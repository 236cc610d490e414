import { readDemoAccounts } from '../accounts/demo-accounts.js';
import type { Settings } from '../config/settings.js';
import type { Cast } from './demo.js';
import type { Credentials } from './person.js';

/** The accounts of the demo. Their passwords come from the environment, or from the file next to the database. */
export async function castFor({ demoPassword, operatorPassword, demoAccountsFile }: Settings): Promise<Cast> {
  const kept = await readDemoAccounts(demoAccountsFile);
  const find = (id: string, password: string | undefined): Credentials => {
    const known = password ?? kept.find((account) => account.id === id)?.password;
    if (known) return { account: id, password: known };
    throw new Error(
      `${demoAccountsFile} has no password for ${id}. Copy the command that the application printed at startup: it ` +
        'sets DATABASE, DEMO_PASSWORD and OPERATOR_PASSWORD if they are needed.',
    );
  };
  return { person: find('alice', demoPassword), operator: find('operator', operatorPassword) };
}
