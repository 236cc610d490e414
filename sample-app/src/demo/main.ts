import { type DemoAccount, readDemoAccounts } from '../accounts/demo-accounts.js';
import { Settings } from '../config/settings.js';
import { type Cast, runDemo } from './demo.js';
import { Narrator } from './narrator.js';
import type { Credentials } from './person.js';
import { whereToLook } from './where-to-look.js';

const settings = new Settings();

const began = performance.now();

try {
  await requireRunning(settings.address);
  await runDemo(settings.address, await cast(settings), new Narrator());
  console.log(whereToLook(settings.address, performance.now() - began));
} catch (error) {
  console.error(`\nThe demo did not get through. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function requireRunning(address: string): Promise<void> {
  try {
    await fetch(`${address}/.well-known/oauth-protected-resource/mcp`);
  } catch {
    throw new Error(
      `Nothing answers at ${address}. Start the application in another terminal (npm start), ` +
        'or say where it runs: ADDRESS=http://localhost:3001 npm run demo',
    );
  }
}

/** The application keeps the passwords of its accounts beside its database. */
async function cast({ demoPassword, operatorPassword, demoAccountsFile }: Settings): Promise<Cast> {
  const kept = await readDemoAccounts(demoAccountsFile);
  const find = (id: string, password: string | undefined): Credentials => {
    const known = password ?? kept.find((account: DemoAccount) => account.id === id)?.password;
    if (known) return { account: id, password: known };
    throw new Error(
      `There is no password of ${id} in ${demoAccountsFile}. Run it with the DATABASE of the application, ` +
        'or with DEMO_PASSWORD and OPERATOR_PASSWORD set to what it printed at its start.',
    );
  };
  return { person: find('alice', demoPassword), operator: find('operator', operatorPassword) };
}
