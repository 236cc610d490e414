import { executionAsyncId } from 'node:async_hooks';
import { DcrAdminService } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { startApplication } from '../../support/application.js';

/** Returns 0, unless async hooks track promises, which makes each of them slower. */
const idInPromise = () => Promise.resolve().then(() => executionAsyncId());

test('a sweep does not make the promises of the application slower', async () => {
  const application = await startApplication({ dcr: { enabled: true } });
  onTestFinished(() => application.close());
  expect(await idInPromise()).toBe(0);
  await application.nest.get(DcrAdminService).cleanUp();
  expect(await idInPromise()).toBe(0);
});
