import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { DcrRegistrationService } from 'nestjs-dcr';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectContract, expectError } from '../../conformance/answer-rules.js';
import { createDatabase } from '../../support/databases.js';
import { adapters, rootModule, newAdapter } from '../../support/application.js';
import { goodRegistration, hostileShapes } from '../../support/hostile-shapes.js';
import { send } from '../../support/http.js';

describe('an application that is not created by NestFactory.create', () => {
  test.each(adapters)('answers in the documented format under @nestjs/testing, on %s', async (adapter) => {
    const database = await createDatabase('memory');
    const root = rootModule({ dcr: { enabled: true } }, database);
    const testing = await Test.createTestingModule({ imports: [root] }).compile();
    const app = testing.createNestApplication(newAdapter(adapter), {
      logger: false,
      forceCloseConnections: true,
    });
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;

    for (const { request, status } of hostileShapes) {
      const answer = await send(`http://127.0.0.1:${port}/register`, request);
      expectContract(answer);
      expect([status].flat(), answer.text).toContain(answer.status);
      expectError(answer, answer.status, 'invalid_client_metadata');
    }
  });

  test('registers by the service in an application context, without HTTP', async () => {
    const database = await createDatabase('memory');
    const root = rootModule({ dcr: { enabled: true } }, database);
    const context = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    onTestFinished(() => context.close());

    const client = await context.get(DcrRegistrationService).register(goodRegistration);
    expect(client).toMatchObject(goodRegistration);
  });
});
