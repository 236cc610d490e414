import { once, EventEmitter } from 'node:events';
import { DcrDecision } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { expectPairs } from './pairs.js';

const MANY = 200;

describeDatabases(
  'with a pool of 5 connections, 200 concurrent registrations',
  (database) => {
    const decisions = new EventEmitter().setMaxListeners(0);
    const policy = async () => {
      await once(decisions, 'decide');
      return DcrDecision.allow();
    };
    let endpoint: Endpoint;
    beforeAll(async () => {
      endpoint = await startEndpoint(
        { policy, policyTimeout: 60_000 },
        { database, typeorm: { poolSize: 5 } },
      );
    });
    afterAll(() => endpoint?.close());

    test('hold no connection while the policy decides, and are all stored', async () => {
      const answers = Array.from({ length: MANY }, () => endpoint.post());
      await vi.waitUntil(() => decisions.listenerCount('decide') === MANY, { timeout: 15_000 });

      // The application takes all five connections at once: it would wait forever if one were held.
      const { dataSource } = endpoint;
      const runners = Array.from({ length: 5 }, () => dataSource.createQueryRunner());
      for (const runner of runners) await runner.startTransaction();
      for (const runner of runners) await runner.rollbackTransaction();
      for (const runner of runners) await runner.release();

      decisions.emit('decide');
      const statuses = (await Promise.all(answers)).map(({ status }) => status);
      expect(statuses).toEqual(Array(MANY).fill(201));
      expect(await expectPairs(dataSource)).toHaveLength(MANY);
    });
  },
  ['postgres', 'mariadb'],
);
