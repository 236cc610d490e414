import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { startSample, type Sample } from '../../oidc-provider/support/sample.js';
import { launchChromium } from './chromium.js';

export interface Console {
  sample: Sample;
  browser: Browser;
}

/** Starts the sample application and Chromium for the tests of one file. */
export function setUpConsole(prepare?: (sample: Sample) => Promise<unknown>): Console {
  const running = {} as Console;
  beforeAll(async () => {
    [running.sample, running.browser] = await Promise.all([startSample(), launchChromium()]);
    await prepare?.(running.sample);
  });
  afterAll(async () => {
    await running.browser?.close();
    await running.sample?.close();
  });
  return running;
}

/** Registers a client at the endpoint, and returns its ID. */
export async function registerClient({ url }: Sample, metadata: object): Promise<string> {
  const response = await fetch(`${url}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: ['https://client.example/callback'], ...metadata }),
  });
  const body = (await response.json()) as { client_id?: string };
  if (!body.client_id) throw new Error(`Not registered: ${response.status} ${JSON.stringify(body)}`);
  return body.client_id;
}
