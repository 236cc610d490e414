import fc from 'fast-check';
import { DcrClient, DcrClientService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { anyUri, badUris, customSchemes, goodUri } from './arbitraries.js';
import { isInProfile, matches } from './oracle.js';

let endpoint: Endpoint;
let lenient: Endpoint;
beforeAll(async () => {
  const options = { redirectUris: { customSchemes }, cleanup: false } as const;
  endpoint = await startEndpoint(options);
  lenient = await startEndpoint({ ...options, negotiation: 'substitute' });
});
afterAll(async () => {
  await endpoint?.close();
  await lenient?.close();
});

const storedUris = async ({ dataSource }: Endpoint, clientId: unknown) =>
  (await dataSource.getRepository(DcrClient).findOneByOrFail({ clientId: clientId as string })).redirectUris;

test('every URI inside the profile is registered, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(goodUri, { minLength: 1, maxLength: 5 }), async (redirect_uris) => {
      for (const uri of redirect_uris) expect(isInProfile(uri, customSchemes), uri).toBe(true);
      const answer = await endpoint.post({ redirect_uris });
      expect(answer.status, answer.text).toBe(201);
      expect(answer.json()['redirect_uris']).toEqual(redirect_uris);
      expect(await storedUris(endpoint, answer.json()['client_id'])).toEqual(redirect_uris);
    }),
    { numRuns: 150 },
  );
});

test('no URI outside the profile is ever stored, and none makes the server fail', async () => {
  await fc.assert(
    fc.asyncProperty(anyUri, async (uri) => {
      const answer = await endpoint.post({ redirect_uris: [uri] });
      expect([201, 400]).toContain(answer.status);
      expect(isInProfile(uri, customSchemes) || answer.status === 400, uri).toBe(true);
      if (answer.status === 201) expect(answer.json()['redirect_uris']).toEqual([uri]);
      else expect(['invalid_redirect_uri', 'invalid_client_metadata']).toContain(answer.json()['error']);
    }),
    { numRuns: 500, examples: badUris.map((uri) => [uri] as [string]) },
  );
});

test('substitution keeps the URIs inside the profile, in order, and no others', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyUri, { minLength: 1, maxLength: 8 }), async (redirect_uris) => {
      const answer = await lenient.post({ redirect_uris });
      expect([201, 400]).toContain(answer.status);
      if (answer.status !== 201) return;
      const registered = answer.json()['redirect_uris'] as string[];
      for (const uri of registered) expect(isInProfile(uri, customSchemes), uri).toBe(true);
      expect(redirect_uris.filter((uri) => registered.includes(uri))).toEqual(registered);
      expect(await storedUris(lenient, answer.json()['client_id'])).toEqual(registered);
    }),
    { numRuns: 150, examples: [[badUris], [[...badUris.slice(0, 7), 'https://good.example/']]] },
  );
});

/** The same URI, or one that differs from it slightly. */
function near(uri: string): fc.Arbitrary<string> {
  const change = fc.constantFrom<[RegExp, string]>(
    [/^/, ''], [/\/?$/, '/'], [/(:\d+)?(?=[/?]|$)/, ':1'], [/:\d+/, ''], [/:\d+/, ':65535'], [/:\d+/, ':65536'],
    [/:\d+/, ':'], [/localhost/, '127.0.0.1'], [/127\.0\.0\.1/, 'localhost'], [/127\.0\.0\.1/, '[::1]'],
    [/^http:/, 'https:'], [/^https:/, 'http:'], [/^http/, 'HTTP'], [/localhost/, 'LOCALHOST'], [/$/, '?a'], [/$/, '#'],
    [/$/, '/..'], [/:\/\//, '://a@'], [/localhost|127\.0\.0\.1|\[::1\]/, '$&.evil.example'], [/[a-z]/, '%61'], [/$/, ' '],
    [/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/, '$1:8080'], [/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/, '$1'],
    [/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?/, '$1:80@evil.example'],
  ); // prettier-ignore
  return fc
    .array(change, { minLength: 1, maxLength: 2 })
    .map((changes) =>
      changes.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), uri),
    );
}

const registeredAndRequested = fc
  .array(goodUri, { minLength: 1, maxLength: 3 })
  .chain((uris) => fc.tuple(fc.constant(uris), fc.oneof(fc.constantFrom(...uris).chain(near), anyUri)));

test('at the authorization endpoint, only an identical URI matches, except for a loopback port', async () => {
  const service = endpoint.nest.get(DcrClientService);
  const seen = { matched: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(registeredAndRequested, async ([redirect_uris, redirectUri]) => {
      const clientId = (await endpoint.post({ redirect_uris })).json()['client_id'] as string;
      const allowed = redirect_uris.some((uri) => matches(redirectUri, uri));
      const request = {
        clientId,
        redirectUri,
        responseType: 'code',
        codeChallengeMethod: 'S256',
        codeChallenge: 'x'.repeat(43),
      };
      const authorized = service.authorize(request);
      seen[allowed ? 'matched' : 'refused']++;
      if (allowed) await expect(authorized).resolves.toMatchObject({ clientId });
      // The error is shown on a page: no user is redirected to an address that is not the client's.
      else await expect(authorized).rejects.toMatchObject({ status: 400, redirectable: false });
    }),
    {
      numRuns: 300,
      examples: [
        [[['http://127.0.0.1/cb'], 'http://127.0.0.1:51004/cb']],
        [[['http://127.0.0.1:3000/cb'], 'http://localhost:3000/cb']],
        [[['http://127.0.0.1:3000/cb'], 'http://127.0.0.1:3000@evil.example/cb']],
        [[['http://[::1]/cb'], 'http://[::1]:65536/cb']],
        [[['https://good.example/cb'], 'https://good.example:8443/cb']],
        [[['https://good.example/cb'], 'https://good.example/cb/../evil']],
      ],
    },
  );
  // The property is meaningful only if both cases occur.
  expect(Math.min(seen.matched, seen.refused)).toBeGreaterThan(20);
});
