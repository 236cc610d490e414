import { Agent, request } from 'node:http';
import { registration } from './request.js';

/**
 * Sends a registration every so often, whether or not the ones before have been answered, until it is told to stop.
 *
 * @param every ms
 * @returns how long each took, ms
 */
export async function registerSteadily(
  url: string,
  every: number,
  until: Promise<unknown>,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const waiting: Promise<number>[] = [];
  const timer = setInterval(() => {
    const registered = registerOnce(url, agent);
    // Looked at in the end, all together.
    registered.catch(() => undefined);
    waiting.push(registered);
  }, every);
  try {
    await until;
    clearInterval(timer);
    return await Promise.all(waiting);
  } finally {
    clearInterval(timer);
    agent.destroy();
  }
}

function registerOnce(url: string, agent: Agent): Promise<number> {
  const { method, headers, body } = registration;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 201) resolve(performance.now() - started);
        else reject(new Error(`A registration was answered ${response.statusCode}.`));
      });
    });
    sent.on('error', reject).end(body);
  });
}
