import fc from 'fast-check';
import { DcrClient } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectContract } from '../conformance/answer-rules.js';
import { modes, startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { send } from '../support/http.js';
import { metadata } from './metadata.js';

/** Members that are returned as sent, or not at all. */
const echoed: Record<string, keyof DcrClient> = {
  client_name: 'clientName',
  client_uri: 'clientUri',
  logo_uri: 'logoUri',
  policy_uri: 'policyUri',
  contacts: 'contacts',
  software_id: 'softwareId',
  software_version: 'softwareVersion',
};

describe.each(modes)('%s, whatever is sent', (negotiation) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ negotiation, scopes: { allowed: ['read', 'write'] } });
  });
  afterAll(() => endpoint?.close());

  const post = (body: string | Buffer) =>
    send(`${endpoint.url}/register`, { headers: { 'content-type': 'application/json' }, body });

  test('the answer follows the contract, and only what was sent is registered', async () => {
    let registrations = 0;
    await fc.assert(
      fc.asyncProperty(metadata, async (sent) => {
        const body = JSON.stringify(sent);
        const answer = await post(body);
        expectContract(answer);
        expect([201, 400]).toContain(answer.status);
        if (answer.status !== 201) return;
        registrations++;
        const [registered, parsed] = [answer.json(), JSON.parse(body) as Record<string, unknown>];
        const row = await endpoint.dataSource
          .getRepository(DcrClient)
          .findOneByOrFail({ clientId: registered['client_id'] as string });
        for (const [member, field] of Object.entries(echoed)) {
          if (member === 'client_name' && registered[member] === 'Unnamed client') continue;
          if (member in registered) expect(registered[member], member).toEqual(parsed[member]);
          expect(row[field] ?? undefined, member).toEqual(registered[member]);
        }
        for (const tagged of ['client_name#fr', 'tos_uri#ja-Hani-JP'])
          if (tagged in registered) expect(registered[tagged]).toEqual(parsed[tagged]);
        expect(parsed['redirect_uris']).toEqual(
          expect.arrayContaining(registered['redirect_uris'] as string[]),
        );
        if (negotiation === 'strict') expect(registered['redirect_uris']).toEqual(parsed['redirect_uris']);
      }),
      { numRuns: 300 },
    );
    // The property is meaningful only if enough bodies are valid.
    expect(registrations).toBeGreaterThan(50);
  });

  test('bytes that are not JSON, or not valid metadata, are refused in the documented format', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((noise) => Buffer.from(noise)),
      fc.json().map((json) => Buffer.from(json)),
      fc.tuple(metadata, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([sent, at, noise]) => {
        const body = Buffer.from(JSON.stringify(sent));
        const place = at % body.length;
        return Buffer.concat([body.subarray(0, place), noise, body.subarray(place)]);
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (body) => {
        const answer = await post(body);
        expectContract(answer);
        expect([201, 400, 413]).toContain(answer.status);
      }),
      {
        numRuns: 200,
        examples: [
          '',
          'null',
          '[]',
          '{',
          '{"__proto__":{"redirect_uris":["https://a.example/"]}}',
          '\ufeff{}',
          '{"redirect_uris":{"length":1}}',
        ].map((seed) => [Buffer.from(seed)] as [Buffer]),
      },
    );
  });
});
