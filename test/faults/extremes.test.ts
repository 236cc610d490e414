import { DcrClient, DcrClientService, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectContract, expectError } from '../conformance/answer-rules.js';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { extremes } from './extremes.js';

/** The members that are both in the answer and in the row. */
const fields: Record<string, keyof DcrClient> = {
  client_name: 'clientName',
  software_id: 'softwareId',
  software_version: 'softwareVersion',
  client_uri: 'clientUri',
  logo_uri: 'logoUri',
  tos_uri: 'tosUri',
  policy_uri: 'policyUri',
  contacts: 'contacts',
  scope: 'scope',
  redirect_uris: 'redirectUris',
};

describeDatabases(
  'for extreme values the answer is the same on every database, and nothing is truncated:',
  (database) => {
    let endpoint: Endpoint;
    beforeAll(async () => {
      endpoint = await startEndpoint({ scopes: { allowed: ['x'.repeat(500)] } }, { database });
    });
    afterAll(() => endpoint?.close());

    test.each(extremes.map((extreme) => [extreme.name, extreme] as const))(
      '%s',
      async (_, { sent, status, error }) => {
        const answer = await endpoint.post(sent);
        expectContract(answer);
        expect(answer.status, answer.text).toBe(status);
        if (status !== 201) return expectError(answer, status, error);

        const registered = answer.json();
        const clients = endpoint.dataSource.getRepository(DcrClient);
        const row = await clients.findOneByOrFail({ clientId: registered['client_id'] as string });
        for (const [member, value] of Object.entries(sent)) {
          const field = fields[member];
          if (field) expect([registered[member], row[field]], member).toEqual([value, value]);
          else if (/#x-\d+$/.test(member)) expect(row.localized).toHaveProperty([member], value);
          else expect(registered).not.toHaveProperty([member]);
        }
      },
    );

    test.each(['\u0000', 'dcr_\u0000', '\ud800', 'x'.repeat(65)])(
      'a client or session with the id %j is unknown, not an error',
      async (id) => {
        expect(await endpoint.nest.get(DcrClientService).findActive(id)).toBeNull();
        await expect(endpoint.nest.get(DcrSessionService).requireActive(id)).rejects.toMatchObject({
          error: 'invalid_grant',
        });
      },
    );
  },
);
