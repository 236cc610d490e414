import { Agent, request } from 'node:http';
import { registration } from './request.js';

/**
 * Sends registrations at a fixed interval, whether or not earlier ones have been answered, until a promise settles.
 *
 * @param interval ms
 * @returns the duration of each registration, ms
 */
export async function registerSteadily(
  url: string,
  interval: number,
  until: Promise<unknown>,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const waiting: Promise<number>[] = [];
  const timer = setInterval(() => {
    const registered = registerOnce(url, agent);
    // Failures are reported together at the end.
    registered.catch(() => undefined);
    waiting.push(registered);
  }, interval);
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
        else reject(new Error(`A registration got the response ${response.statusCode}.`));
      });
    });
    sent.on('error', reject).end(body);
  });
}
