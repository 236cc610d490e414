import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { DcrRequest } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../../support/databases.js';
import { adapters, rootModule, newAdapter } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

test.each(adapters)('on a dual-stack listener IPv4 callers have an IPv4 address, on %s', async (adapter) => {
  const seen: (string | undefined)[] = [];
  const trackBy = ({ ip }: DcrRequest) => {
    seen.push(ip);
    return 'someone';
  };
  const database = await createDatabase('memory');
  onTestFinished(() => database.drop());
  const root = rootModule({ dcr: { enabled: true, trackBy } }, database);
  const app = await NestFactory.create(root, newAdapter(adapter), { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  await app.listen(0, '::');
  const { port } = app.getHttpServer().address() as AddressInfo;

  expect((await postJson(`http://127.0.0.1:${port}/register`, goodRegistration)).status).toBe(201);
  expect(seen).toEqual(['127.0.0.1']);
});
