import { DcrAuditEvent, DcrSlowDownError } from 'nestjs-dcr';
import { expect, test } from 'vitest';
import { RejectionRecorder } from '../../../lib/audit/rejection.recorder.js';
import { startApplication } from '../../support/application.js';

const MAX_CALLERS = 10_000;

test('floods from more callers than are tracked share one row', async () => {
  const application = await startApplication({ dcr: {} });
  const rejections = application.nest.get(RejectionRecorder);
  for (let round = 0; round < 3; round++) {
    for (let caller = 0; caller < MAX_CALLERS + 500; caller++) {
      await rejections.record(new DcrSlowDownError(3_600, `caller ${caller}`), { ip: '192.0.2.1' });
    }
  }
  const events = application.dataSource.getRepository(DcrAuditEvent);
  expect(await events.count()).toBe(MAX_CALLERS + 1);
  await application.close();
});
