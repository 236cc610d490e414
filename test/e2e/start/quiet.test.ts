import type { LoggerService } from '@nestjs/common';
import { expect, onTestFinished, test, vi } from 'vitest';
import { adapters, startApplication } from '../../support/application.js';

test.each(adapters)('startup logs no warnings and no errors, on %s', async (adapter) => {
  const worry = vi.fn<(message: unknown) => void>();
  const logger: LoggerService = { log: () => undefined, warn: worry, error: worry };
  const application = await startApplication({ adapter, dcr: { enabled: true }, nest: { logger } });
  onTestFinished(() => application.close());
  expect(worry.mock.calls).toEqual([]);
});
