import { Settings } from '../config/settings.js';
import { castFor } from './cast.js';
import { runDemo } from './demo.js';
import { findSite } from './find-site.js';
import { Narrator } from './narrator.js';
import { whereToLook } from './where-to-look.js';

const settings = new Settings();

const began = performance.now();

try {
  await requireRunning(settings.address);
  const site = await findSite(settings);
  await runDemo(settings.address, await castFor(settings), new Narrator(), site);
  console.log(whereToLook(settings.address, performance.now() - began, !('skipped' in site)));
} catch (error) {
  console.error(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function requireRunning(address: string): Promise<void> {
  try {
    await fetch(`${address}/.well-known/oauth-protected-resource/mcp`);
  } catch {
    throw new Error(
      `Nothing answers at ${address}. Start the application in another terminal (npm start), ` +
        'or set its address: ADDRESS=http://localhost:3001 npm run demo',
    );
  }
}
