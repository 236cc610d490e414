import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newApplication } from './application.js';
import { buildApplication, migrate } from './build.js';
import { Commands } from './commands.js';
import { installPackages, versionsIn } from './install.js';
import { registerClients } from './register.js';
import { addTests, addTheModule } from './sources.js';

/**
 * @typedef {object} Result
 * @property {string} outcome `passed`, or the step that failed
 * @property {string} versions
 * @property {number} seconds
 */

/**
 * @param {import('./setups.js').Setup} setup
 * @param {{ folder: string, tarball: string, postgres: import('./postgres.js').Postgres }} place
 * @returns {Promise<Result>}
 */
export async function runSetup(setup, { folder, tarball, postgres }) {
  const started = performance.now();
  const result = { outcome: 'passed', versions: '', seconds: 0 };
  const database = `dcr_setup_${setup.name.replaceAll('-', '_')}`;
  mkdirSync(join(folder, setup.name));
  const commands = new Commands(
    setup,
    join(folder, setup.name, 'app'),
    await postgres.createDatabase(database),
  );
  /** @type {Record<string, () => unknown>} */
  const steps = {
    'nest new': () => newApplication(setup, commands),
    install: () => installPackages(setup, commands, tarball),
    'add the module': () => {
      addTheModule(setup, commands.folder);
      addTests(setup, commands.folder);
    },
    build: () => commands.runScript('build'),
    migrations: () => migrate(commands),
    'unit tests': () => commands.runScript('test'),
    'e2e tests': () => commands.runScript('test:e2e'),
    [`build with ${setup.build}`]: () => buildApplication(setup, commands),
    'start and register': () => registerClients(setup, commands),
  };
  for (const [step, run] of Object.entries(steps)) {
    try {
      console.log(`    ${step}`);
      await run();
    } catch (error) {
      console.error(error);
      result.outcome = `failed: ${step}`;
      break;
    }
  }
  result.versions = versionsIn(commands);
  result.seconds = Math.round((performance.now() - started) / 1_000);
  return result;
}
