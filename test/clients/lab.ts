import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Driver, Lab } from './driver.js';
import { startModel } from './models/server.js';
import { endLeftovers } from './support/leftovers.js';
import { createOpener } from './support/opener.js';
import { Person } from './support/person.js';
import { Product } from './support/product.js';
import { Sample } from './support/sample.js';

/** Starts a sample application, a browser, a model and a home folder for one client. */
export async function withLab<T>(
  browser: Browser,
  driver: Pick<Driver, 'name' | 'environment' | 'stop' | 'accessTokenSeconds' | 'modelSeconds'>,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), `clients-${driver.name}-`));
  const sample = await Sample.start(folder, driver.accessTokenSeconds);
  const person = new Person(browser, sample.address, sample.person);
  const model = await startModel(driver.modelSeconds);
  const opener = await createOpener(join(folder, 'bin'), (url) => {
    person.open(url).catch(() => undefined);
  });
  const own = driver.environment?.({ model: model.origin, home: join(folder, 'home') });
  const product = new Product(folder, opener, own);
  try {
    return await work({
      sample,
      product,
      model: model.origin,
      visits: person.visits,
      transcript: [],
      open: (url) => person.open(url),
    });
  } finally {
    await driver.stop?.(product).catch(() => undefined);
    await endLeftovers(product.home);
    await person.close();
    opener.close();
    model.close();
    sample.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
