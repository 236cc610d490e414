import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { startFile } from './build.js';
import { freePort } from './postgres.js';

const TIMEOUT_MS = 120_000;

/** More than the application's own limit, from which the page exempts the endpoint. */
const CLIENTS = 12;

/** Starts the application and registers clients. */
export async function registerClients(setup, commands) {
  const port = await freePort();
  const app = commands.start(startFile(setup), port);
  const output = [];
  app.stdout.on('data', (chunk) => output.push(chunk));
  app.stderr.on('data', (chunk) => output.push(chunk));
  const exited = once(app, 'exit');
  try {
    const url = `http://127.0.0.1:${port}/api`;
    await waitFor(url, app);
    for (let client = 1; client <= CLIENTS; client++) {
      const answer = await fetch(`${url}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_name: 'Example',
          redirect_uris: ['https://client.example.com/callback'],
        }),
      });
      if (answer.status !== 201) throw new Error(`Client ${client}: ${answer.status} ${await answer.text()}`);
    }
  } catch (error) {
    console.error(output.join('').split('\n').slice(-40).join('\n'));
    throw error;
  } finally {
    if (app.exitCode === null && app.signalCode === null) process.kill(-app.pid);
    await exited;
  }
}

/** Waits until the address answers, with any status. */
async function waitFor(url, app) {
  const deadline = performance.now() + TIMEOUT_MS;
  while (!(await fetch(url).catch(() => undefined))) {
    if (app.exitCode !== null) throw new Error('The application has ended.');
    if (performance.now() > deadline) throw new Error(`Nothing answers at ${url}.`);
    await setTimeout(100);
  }
}
