import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { DataSource } from 'typeorm';
import { expectError } from '../conformance/answer-rules.js';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { beforeInsert, connectTo, dropBeforeInsert } from './connection.js';
import { expectPairs } from './pairs.js';
import { expectUnavailable } from './unavailable.js';

/** By PostgreSQL's classes: an error raised by the trigger, an exceeded limit, a violated WITH CHECK OPTION. */
const CODES = { postgres: ['P0001', '54000', '44000', '38000', 'ZZ123'], mariadb: ['45000', '38000'] };

/** Lock unavailable, disk full, statement timeout, statement canceled, read-only, and too many connections. */
const UNAVAILABLE = {
  postgres: ['55P03', '53100', '57014', '57P01', '25006', '53300', '58030'],
  mariadb: [1205, 1021, 1969, 1317, 1290, 1203, 1226],
};

describeDatabases(
  'a client that a trigger of the application refuses',
  (database) => {
    let endpoint: Endpoint;
    let other: DataSource;
    beforeAll(async () => {
      endpoint = await startEndpoint({}, { database });
      other = await connectTo(database);
    });
    afterAll(async () => {
      await other.destroy();
      await endpoint?.close();
    });

    test.each(CODES[database.kind as keyof typeof CODES])(
      'with the code %s fails alone among simultaneous registrations',
      async (code) => {
        await beforeInsert(other, 'dcr_clients', {
          postgres: `IF NEW.client_name = 'refused' THEN RAISE EXCEPTION 'not this one' USING ERRCODE = '${code}'; END IF;`,
          mariadb: `IF NEW.client_name = 'refused' THEN SIGNAL SQLSTATE '${code}' SET MESSAGE_TEXT = 'not this one'; END IF;`,
        });
        onTestFinished(() => dropBeforeInsert(other, 'dcr_clients'));
        const before = await expectPairs(endpoint.dataSource);
        const names = Array.from({ length: 40 }, (_, index) =>
          index === 20 ? 'refused' : `client ${index}`,
        );
        const answers = await Promise.all(names.map((client_name) => endpoint.post({ client_name })));
        expectError(answers[20]!, 500, 'server_error');
        expect(answers.filter(({ status }) => status === 201)).toHaveLength(39);
        expect(await expectPairs(endpoint.dataSource)).toHaveLength(before.length + 39);
      },
    );

    test.each<string | number>(UNAVAILABLE[database.kind as keyof typeof UNAVAILABLE])(
      'with %s, a code for an unavailable database, is answered 503',
      async (code) => {
        await beforeInsert(other, 'dcr_clients', {
          postgres: `RAISE EXCEPTION 'not now' USING ERRCODE = '${code}';`,
          mariadb: `SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${code}, MESSAGE_TEXT = 'not now';`,
        });
        onTestFinished(() => dropBeforeInsert(other, 'dcr_clients'));
        await expectUnavailable(endpoint.post());
      },
    );
  },
  ['postgres', 'mariadb'],
);
