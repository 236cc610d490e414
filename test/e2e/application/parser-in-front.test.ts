import { ExpressAdapter } from '@nestjs/platform-express';
import type { LoggerService } from '@nestjs/common';
import express from 'express';
import { expect, onTestFinished, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

test('a body parser in front of Nest is refused at once, and reported once with the fix', async () => {
  const server = express();
  server.use(express.json());
  const error = vi.fn<(message: unknown) => void>();
  const logger: LoggerService = { log: () => undefined, warn: () => undefined, error };
  const application = await startApplication({
    adapter: new ExpressAdapter(server),
    dcr: { enabled: true },
    nest: { logger },
  });
  onTestFinished(() => application.close());

  const before = performance.now();
  for (let attempt = 0; attempt < 3; attempt++)
    expectError(await postJson(`${application.url}/register`, goodRegistration), 500, 'server_error');
  expect(performance.now() - before).toBeLessThan(8_000);
  expect(error).toHaveBeenCalledTimes(1);
  expect(String(error.mock.calls[0]?.[0])).toContain('A body parser in front of Nest');
});
