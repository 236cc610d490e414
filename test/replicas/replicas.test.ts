import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createDatabase, describeDatabases, describeRedis, type TestDatabase } from '../support/databases.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { postJson } from '../support/http.js';
import { startProcess, type ApplicationProcess } from '../support/processes/application-process.js';
import type { ProcessSetup } from '../support/processes/application.setup.js';
import { startProxied } from '../support/processes/proxied.js';

const LIMIT = 10;
const dcr = { maxRegistrationsPerWindow: LIMIT };

/** Starts three at once, after the first has created the tables. */
async function startThree(
  database: TestDatabase,
  setup: Omit<ProcessSetup, 'typeorm'> = {},
): Promise<ApplicationProcess[]> {
  const start = () => startProcess(database, { dcr, ...setup });
  const first = await start();
  return [first, ...(await Promise.all([start(), start()]))];
}

async function statusesOf(processes: ApplicationProcess[], attempts: number): Promise<number[]> {
  const answers = Array.from({ length: attempts }, (_, index) =>
    postJson(`${processes[index % processes.length]!.url}/register`, goodRegistration),
  );
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  return statuses.toSorted((one, other) => one - other);
}

const exactly = [...Array<number>(LIMIT).fill(201), ...Array<number>(200 - LIMIT).fill(429)];

describeDatabases(
  'three processes that share a database',
  (database) => {
    test('accept exactly the limit out of 200 concurrent attempts, and a blocked key costs no work', async () => {
      const { proxy, database: proxied } = await startProxied(database);
      onTestFinished(() => proxy.close());
      const processes = await startThree(proxied);
      expect(await statusesOf(processes, 200)).toEqual(exactly);

      const before = proxy.traffic.length;
      expect(await statusesOf(processes, 300)).toEqual(Array(300).fill(429));
      // The count of the flood is written to its audit event every few seconds, however large it is.
      const statements = proxy.traffic.slice(before).match(/SELECT|dcr_rate_limits|dcr_clients|dcr_state/g);
      expect(statements).toBeNull();
    });
  },
  ['postgres', 'mariadb'],
);

describeRedis('three processes that share', (url) => {
  const keyPrefix = `dcr-test:${randomUUID()}:`;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase('better-sqlite3');
  });
  afterAll(async () => {
    await database.drop();
    const redis = new Redis(url);
    const keys = await redis.keys(`${keyPrefix}*`);
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });

  test('accept exactly the limit out of 200 concurrent attempts', async () => {
    const processes = await startThree(database, { redis: { url, keyPrefix } });
    expect(await statusesOf(processes, 200)).toEqual(exactly);
  });
});
