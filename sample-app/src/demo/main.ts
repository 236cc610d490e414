import { readDemoAccounts } from '../accounts/demo-accounts.js';
import { Settings } from '../config/settings.js';
import { runDemo } from './demo.js';
import { Narrator } from './narrator.js';
import type { Credentials } from './person.js';

const settings = new Settings();

try {
  await requireRunning(settings.address);
  const narrator = new Narrator();
  const answer = await runDemo(settings.address, await credentials(settings), narrator);
  narrator.step('The answer');
  narrator.say(answer);
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

/** The application keeps the passwords of its demo accounts beside its database. */
async function credentials({ demoPassword, demoAccountsFile }: Settings): Promise<Credentials> {
  const [first] = await readDemoAccounts(demoAccountsFile);
  const password = demoPassword ?? first?.password;
  if (!password) {
    throw new Error(
      `There is no password for a demo account in ${demoAccountsFile}. ` +
        'Run it with the DATABASE of the application, or with DEMO_PASSWORD set to what it printed at its start.',
    );
  }
  return { account: first?.id ?? 'alice', password };
}
