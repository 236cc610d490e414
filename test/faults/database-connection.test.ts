import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { startProxied } from '../support/processes/proxied.js';
import type { TcpProxy } from '../support/processes/tcp-proxy.js';
import { barrierAt } from './barrier.js';
import { expectPairs } from './pairs.js';
import { expectUnavailable } from './unavailable.js';

describeDatabases(
  'when the database',
  (database) => {
    let proxy: TcpProxy;
    let endpoint: Endpoint;
    beforeAll(async () => {
      const proxied = await startProxied(database);
      proxy = proxied.proxy;
      endpoint = await startEndpoint({}, { database: proxied.database });
    });
    beforeEach(async () => expect((await endpoint.post()).status).toBe(201));
    afterAll(async () => {
      await endpoint?.close();
      await proxy?.close();
    });

    /** Expects recovery without a restart, and no incomplete registration. */
    async function expectRecovery(): Promise<void> {
      await vi.waitUntil(async () => (await endpoint.post()).status === 201, { timeout: 10_000 });
      await expectPairs(endpoint.dataSource);
    }

    const several = () => [endpoint.post(), endpoint.post(), endpoint.post()];

    test('refuses connections, the answer is 503 until it accepts them again', async () => {
      await proxy.refuse();
      await Promise.all(several().map((answering) => expectUnavailable(answering)));
      await proxy.pass();
      await expectRecovery();
    });

    test('hangs, the answer is 503 within the timeout, and broken connections are replaced', async () => {
      proxy.hang();
      await Promise.all(several().map((answering) => expectUnavailable(answering)));
      proxy.cut();
      await proxy.pass();
      await expectRecovery();
    });

    test('loses the connection before it has read a registration, nothing is stored', async () => {
      const before = await expectPairs(endpoint.dataSource);
      // A prepared statement is not sent again, but its values are.
      proxy.cutWhenSent('client.example.com');
      await expectUnavailable(endpoint.post());
      expect(await expectPairs(endpoint.dataSource)).toEqual(before);
      await expectRecovery();
    });

    test.each(['dcr_clients', 'dcr_audit_events'])(
      'loses the connection while it writes %s, both rows are stored or none',
      async (table) => {
        const barrier = await barrierAt(database, table);
        const answering = expectUnavailable(endpoint.post());
        await barrier.reached();
        proxy.cut();
        await answering;
        await barrier.remove();
        await expectRecovery();
      },
    );

    test('ends the session in the middle of the transaction, as at a restart, nothing is stored', async () => {
      const before = await expectPairs(endpoint.dataSource);
      const barrier = await barrierAt(database, 'dcr_audit_events');
      const answering = expectUnavailable(endpoint.post());
      await barrier.reached();
      await barrier.killWaiting();
      await answering;
      await barrier.remove();
      expect(await expectPairs(endpoint.dataSource)).toEqual(before);
      await expectRecovery();
    });
  },
  ['postgres', 'mariadb'],
);
