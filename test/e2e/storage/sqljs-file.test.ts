import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DcrClientService } from 'nestjs-dcr';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { createDatabase } from '../../support/databases.js';
import { startEndpoint } from '../registration/endpoint.js';

async function startOn(options: object) {
  const database = await createDatabase('sqljs');
  const typeorm = { ...database.options, ...options } as Partial<TypeOrmModuleOptions>;
  return startEndpoint({}, { database, typeorm });
}

test('sql.js with a file: a registration answered 201 is in the file, whatever the application rolls back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dcr-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = { location: join(folder, 'test.db'), autoSave: true };

  const first = await startOn(file);
  const runner = first.dataSource.createQueryRunner();
  await runner.startTransaction();
  const registering = first.post();
  await runner.rollbackTransaction();
  await runner.release();
  const clientId = (await registering).json()['client_id'] as string;
  // Don't close the application first: a process may end without closing.
  const second = await startOn(file);
  onTestFinished(async () => {
    await second.close();
    await first.close();
  });
  expect(await second.nest.get(DcrClientService).findActive(clientId)).toMatchObject({ clientId });
});

test('sql.js with a file that cannot be written never answers 201', async () => {
  let isFull = false;
  const autoSaveCallback = () => {
    if (isFull) throw new Error('secret: no space left');
  };
  const endpoint = await startOn({ autoSave: true, autoSaveCallback });
  onTestFinished(async () => {
    isFull = false;
    await endpoint.close();
  });
  expect((await endpoint.post()).status).toBe(201);
  isFull = true;
  const answer = await endpoint.post();
  expectError(answer, 503, 'temporarily_unavailable');
  expect(answer.text).not.toContain('secret');
});
