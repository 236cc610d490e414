import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataSource } from 'typeorm';
import { expectError } from '../conformance/answer-rules.js';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { beforeInsert, connectTo, dropBeforeInsert } from './connection.js';
import { expectPairs } from './pairs.js';

describeDatabases(
  "a client that a trigger of the host's refuses",
  (database) => {
    let endpoint: Endpoint;
    let other: DataSource;
    beforeAll(async () => {
      endpoint = await startEndpoint({}, { database });
      other = await connectTo(database);
      await beforeInsert(other, 'dcr_clients', {
        postgres: `IF NEW.client_name = 'refused' THEN RAISE EXCEPTION 'not this one'; END IF;`,
        mariadb: `IF NEW.client_name = 'refused' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one'; END IF;`,
      });
    });
    afterAll(async () => {
      await dropBeforeInsert(other, 'dcr_clients');
      await other.destroy();
      await endpoint?.close();
    });

    test('fails alone among those that arrive with it', async () => {
      const names = Array.from({ length: 40 }, (_, index) => (index === 20 ? 'refused' : `client ${index}`));
      const answers = await Promise.all(names.map((client_name) => endpoint.post({ client_name })));
      expectError(answers[20]!, 500, 'server_error');
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(39);
      expect(await expectPairs(endpoint.dataSource)).toHaveLength(39);
    });
  },
  ['postgres', 'mariadb'],
);
