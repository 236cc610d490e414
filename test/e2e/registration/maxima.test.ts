import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectContract, expectError } from '../../conformance/answer-rules.js';
import { send } from '../../support/http.js';
import { modes, startEndpoint, type Endpoint } from './endpoint.js';

const many = <T>(count: number, entry: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => entry(index));
const redirect = (length: number) => 'https://client.example.com/'.padEnd(length, 'x');
const tags = (count: number) =>
  Object.fromEntries(many(count, (index) => [`client_name#x-${index}`, `Name ${index}`]));
/** Two UTF-16 code units per character. */
const rockets = (count: number) => '🚀'.repeat(count);

interface Maximum {
  name: string;
  at: Record<string, unknown>;
  over: Record<string, unknown>;
  /** The description of the refusal. */
  error?: string;
  description: RegExp;
}

const texts = ['software_id', 'software_version', 'application_type'].map((member): Maximum => ({
  name: `${member} of 500 characters`,
  at: { [member]: 'x'.repeat(500) },
  over: { [member]: 'x'.repeat(501) },
  description: new RegExp(`^${member} must be at most 500 characters long\\.$`),
}));

const urls = ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri'].map((member): Maximum => ({
  name: `${member} of 2,048 characters`,
  at: { [member]: redirect(2_048) },
  over: { [member]: redirect(2_049) },
  description: new RegExp(`^${member} must be at most 2048 characters long\\.$`),
}));

const maxima: Maximum[] = [
  {
    name: 'a name of 200 letters',
    at: { client_name: 'x'.repeat(200) },
    over: { client_name: 'x'.repeat(201) },
    description: /^client_name must be at most 200 characters long\.$/,
  },
  {
    name: 'a name of 200 rockets',
    at: { client_name: rockets(200) },
    over: { client_name: rockets(201) },
    description: /^client_name must be at most 200 characters long\.$/,
  },
  {
    name: 'a tagged name of 200 rockets',
    at: { 'client_name#fr': rockets(200) },
    over: { 'client_name#fr': rockets(201) },
    description: /^client_name with a language tag must be at most 200 characters long\.$/,
  },
  {
    name: '32 redirect URIs',
    at: { redirect_uris: many(32, (index) => `https://client.example.com/${index}`) },
    over: { redirect_uris: many(33, (index) => `https://client.example.com/${index}`) },
    description: /^redirect_uris must have at most 32 entries\.$/,
  },
  {
    name: 'a redirect URI of 2,048 characters',
    at: { redirect_uris: [redirect(2_048)] },
    over: { redirect_uris: ['https://client.example.com/', redirect(2_049)] },
    error: 'invalid_redirect_uri',
    description: /^redirect_uris\[1\] must be at most 2048 characters long\.$/,
  },
  {
    name: '10 contacts',
    at: { contacts: many(10, (index) => `${index}@client.example.com`) },
    over: { contacts: many(11, (index) => `${index}@client.example.com`) },
    description: /^contacts must have at most 10 entries\.$/,
  },
  {
    name: 'a contact of 500 characters',
    at: { contacts: ['x'.repeat(500)] },
    over: { contacts: ['short', 'x'.repeat(501)] },
    description: /^contacts\[1\] must be at most 500 characters long\.$/,
  },
  {
    name: '20 language tags',
    at: tags(20),
    over: tags(21),
    description: /^The metadata must use at most 20 language tags\.$/,
  },
  {
    name: 'a scope of 500 characters',
    at: { scope: 'x'.repeat(500) },
    over: { scope: 'x'.repeat(501) },
    description: /^scope must be at most 500 characters long\.$/,
  },
  ...texts,
  ...urls,
];

describe.each(modes)('%s, the maxima', (negotiation) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ negotiation, scopes: { allowed: ['x'.repeat(500)] } });
  });
  afterAll(() => endpoint?.close());

  test.each(maxima.map((maximum) => [maximum.name, maximum] as const))(
    '%s, and no more',
    async (_, { at, over, error = 'invalid_client_metadata', description }) => {
      const registered = await endpoint.post(at);
      expectContract(registered);
      expect(registered.status, registered.text).toBe(201);
      const { application_type: unknownType, ...returned } = at;
      expect(registered.json()).toMatchObject(returned);
      // An unknown type is ignored.
      if (unknownType) expect(registered.json()).not.toHaveProperty('application_type');

      const refused = await endpoint.post(over);
      expectError(refused, 400, error);
      expect(refused.json()['error_description']).toMatch(description);
    },
  );

  test('several members in one language count as one', async () => {
    const members = ['client_name', 'client_uri', 'logo_uri', 'tos_uri', 'policy_uri'];
    const metadata = Object.fromEntries(
      many(20, (index) => members.map((member) => [`${member}#x-${index}`, 'https://a.example/'])).flat(),
    );
    const answer = await endpoint.post(metadata);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json()).toMatchObject(metadata);
  });
});

describe('a body', () => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint();
  });
  afterAll(() => endpoint?.close());

  /** A valid registration of exactly this size; the letter takes two bytes. */
  function bodyOf(bytes: number): string {
    const frame = JSON.stringify({ redirect_uris: ['https://client.example.com/callback'], ignored: '' });
    const room = bytes - Buffer.byteLength(frame);
    return frame.replace('"ignored":""', `"ignored":"${'é'.repeat(room / 2)}${'x'.repeat(room % 2)}"`);
  }
  const chunks = (body: string) => [Buffer.from(body.slice(0, 5_000)), Buffer.from(body.slice(5_000))];
  const headers = { 'content-type': 'application/json' };

  test.each([
    ['announced', (body: string) => body],
    ['in chunks', chunks],
  ])('of 16 KiB, %s, is accepted, and refused with one byte more', async (_, form) => {
    expect(Buffer.byteLength(bodyOf(16_384))).toBe(16_384);
    const url = `${endpoint.url}/register`;
    const read = await send(url, { headers, body: form(bodyOf(16_384)) });
    expect(read.status, read.text).toBe(201);
    const refused = await send(url, { headers, body: form(bodyOf(16_385)) });
    expectError(refused, 413, 'invalid_client_metadata');
  });
});
