import { OAuthClientInformationFullSchema } from '@modelcontextprotocol/sdk/shared/auth.js';
import { mcpCompatibility } from 'nestjs-dcr';
import { processDynamicClientRegistrationResponse } from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../support/application.js';
import { send, type HttpAnswer } from '../support/http.js';
import { expectContract, expectError } from './answer-rules.js';
import { clientCases, type ClientCase } from './cases.js';

const maxRegistrationsPerWindow = 1_000;
const settings = {
  strict: { enabled: true, maxRegistrationsPerWindow },
  mcpCompatibility: mcpCompatibility({ maxRegistrationsPerWindow }),
};
const applications = (['strict', 'mcpCompatibility'] as const).flatMap((setting) =>
  adapters.map((adapter) => [setting, adapter] as const),
);

test('the collection of clients is complete', () => {
  expect(clientCases).toHaveLength(38);
});

describe.each(applications)('real clients, %s on %s', (setting, adapter) => {
  let application: TestApplication;
  beforeAll(async () => {
    application = await startApplication({ adapter, dcr: settings[setting] });
  });
  afterAll(() => application?.close());

  const post = ({ headers, body }: ClientCase) =>
    send(`${application.url}/register`, { headers, body: JSON.stringify(body) });

  for (const client of clientCases.filter(({ expect: expected }) => expected[setting] === 201))
    test(`${client.client} registers`, async () => {
      const answer = await post(client);
      expectContract(answer);
      expect(answer.status, answer.text).toBe(201);
      expect(answer.json()).toMatchObject(client.expect.registered!);
      expectEchoed(client.body, answer.json());
      await expectReadable(answer);
    });

  for (const client of clientCases.filter(({ expect: expected }) => expected[setting] !== 201))
    test(`${client.client} is refused`, async () => {
      const answer = await post(client);
      expectContract(answer);
      expectError(answer, client.expect[setting]);
    });
});

const echoed = ['client_name', 'client_uri', 'software_id', 'software_version', 'application_type', 'scope'];

/** Clients store the answer and use it unchanged. It has no scope, because `scopes` is not set, and always has a name. */
function expectEchoed(sent: ClientCase['body'], registered: Record<string, unknown>): void {
  const given = { client_name: expect.any(String), ...pick(sent, echoed), scope: undefined };
  expect(pick(registered, echoed)).toEqual(given);
}

function pick(from: Record<string, unknown>, members: string[]): Record<string, unknown> {
  return Object.fromEntries(
    members.filter((member) => member in from).map((member) => [member, from[member]]),
  );
}

/** Parses the answer with the code of most MCP clients, and of `openid-client`. */
async function expectReadable(answer: HttpAnswer): Promise<void> {
  expect(OAuthClientInformationFullSchema.parse(answer.json())).toMatchObject({
    client_id: expect.any(String),
  });
  const headers = { 'content-type': answer.headers['content-type']! };
  const response = new Response(answer.text, { status: answer.status, headers });
  await expect(processDynamicClientRegistrationResponse(response)).resolves.toHaveProperty('client_id');
}
