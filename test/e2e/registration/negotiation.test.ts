import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectContract, expectError } from '../../conformance/answer-rules.js';
import { startEndpoint, type Endpoint } from './endpoint.js';

const good = 'https://client.example.com/cb';
const loopback = 'http://127.0.0.1:3000/cb';

/** Metadata outside the profile: refused in strict mode, replaced in substitute mode. */
const outside: [
  name: string,
  sent: Record<string, unknown>,
  registered: Record<string, unknown>,
  strict: [string, RegExp],
][] = [
  [
    'a method with a secret',
    { token_endpoint_auth_method: 'client_secret_post' },
    { token_endpoint_auth_method: 'none' },
    ['invalid_client_metadata', /^token_endpoint_auth_method must be none/],
  ],
  [
    'an unknown method',
    { token_endpoint_auth_method: 'None' },
    { token_endpoint_auth_method: 'none' },
    ['invalid_client_metadata', /^token_endpoint_auth_method must be none/],
  ],
  [
    'an additional grant',
    { grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] },
    { grant_types: ['authorization_code', 'refresh_token'] },
    ['invalid_client_metadata', /^grant_types\[1\] must be one of: authorization_code, refresh_token\.$/],
  ],
  [
    'an additional response type',
    { response_types: ['code', 'token', 'code id_token'] },
    { response_types: ['code'] },
    ['invalid_client_metadata', /^response_types\[1\] must be one of: code\.$/],
  ],
  [
    'redirect URIs of which some are allowed',
    { redirect_uris: ['http://evil.example/', good, 'javascript:alert(1)', loopback, `${good}#`] },
    { redirect_uris: [good, loopback] },
    ['invalid_redirect_uri', /^redirect_uris\[0\] must use https, or http on localhost/],
  ],
];

describe('substitution', () => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({
      negotiation: 'substitute',
      scopes: { allowed: ['read'], default: ['read'] },
    });
  });
  afterAll(() => endpoint?.close());

  test.each(outside)('replaces %s, in the answer and in the audit', async (_, sent, registered) => {
    const answer = await endpoint.post(sent);
    expectContract(answer);
    expect(answer.json()).toMatchObject(registered);
    const event = await endpoint.event({ clientId: answer.json()['client_id'] as string });
    const [[member, requested]] = Object.entries(sent) as [[string, unknown]];
    expect(event.substituted).toEqual({ [member]: { requested, registered: registered[member] } });
    expect(event).toMatchObject({ type: 'client.registered', outcome: 'accepted', requested: sent });
  });

  test('names every member that it changed, and no other', async () => {
    const sent = {
      redirect_uris: [good, 'https://client.example.com/*'],
      grant_types: ['authorization_code', 'implicit'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'read admin',
    };
    const answer = await endpoint.post(sent);
    expect(Object.keys(answer.json()).toSorted()).toEqual([
      'client_id',
      'client_id_issued_at',
      'client_name',
      'grant_types',
      'redirect_uris',
      'response_types',
      'scope',
      'token_endpoint_auth_method',
    ]);
    const { substituted } = await endpoint.event({ clientId: answer.json()['client_id'] as string });
    expect(substituted).toEqual({
      redirect_uris: { requested: sent.redirect_uris, registered: [good] },
      grant_types: { requested: sent.grant_types, registered: ['authorization_code'] },
      token_endpoint_auth_method: { requested: 'client_secret_basic', registered: 'none' },
      scope: { requested: 'read admin', registered: 'read' },
    });
  });

  test('is not recorded if nothing was changed', async () => {
    const sent = {
      redirect_uris: [good],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'read',
    };
    const full = await endpoint.post(sent);
    expect(full.json()).toMatchObject(sent);
    const defaults = await endpoint.post();
    for (const answer of [full, defaults]) {
      const event = await endpoint.event({ clientId: answer.json()['client_id'] as string });
      expect(event.substituted).toBeNull();
    }
  });

  test.each([
    ['grant_types', ['implicit'], 'invalid_client_metadata', 'grant_types must include authorization_code.'],
    [
      'grant_types',
      ['refresh_token'],
      'invalid_client_metadata',
      'grant_types must include authorization_code.',
    ],
    [
      'grant_types',
      ['Authorization_Code'],
      'invalid_client_metadata',
      'grant_types must include authorization_code.',
    ],
    ['response_types', ['token'], 'invalid_client_metadata', 'response_types must include code.'],
    ['response_types', ['code token'], 'invalid_client_metadata', 'response_types must include code.'],
    [
      'redirect_uris',
      ['http://evil.example/'],
      'invalid_redirect_uri',
      'redirect_uris[0] must use https, or http on localhost, 127.0.0.1 or [::1].',
    ],
    [
      'redirect_uris',
      ['javascript:1', 'https://a.example/#'],
      'invalid_redirect_uri',
      'redirect_uris[0] must use an allowed scheme: https, http on a loopback host.',
    ],
  ])(
    'does not register a client that would be unusable: %s %j',
    async (member, value, error, description) => {
      const answer = await endpoint.post({ [member]: value });
      expectError(answer, 400, error);
      expect(answer.json()['error_description']).toBe(description);
    },
  );
});

describe('strict negotiation', () => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ redirectUris: { customSchemes: ['cursor'] } });
  });
  afterAll(() => endpoint?.close());

  test.each(outside)('refuses %s', async (_, sent, _registered, [error, description]) => {
    const answer = await endpoint.post(sent);
    expectError(answer, 400, error);
    if (!('redirect_uris' in sent)) expect(answer.json()['error_description']).toMatch(description);
  });

  test.each([
    [
      'http://evil.example/',
      /^redirect_uris\[1\] must use https, or http on localhost, 127\.0\.0\.1 or \[::1\]\.$/,
    ],
    [
      'javascript:alert(1)',
      /^redirect_uris\[1\] must use an allowed scheme: https, http on a loopback host, cursor\.$/,
    ],
    ['https://a.example/#', /^redirect_uris\[1\] must not contain a fragment\.$/],
    ['https://@a.example/', /^redirect_uris\[1\] must not contain user information\.$/],
    ['https://a.example:99999/', /^redirect_uris\[1\] must have a port from 0 to 65535\.$/],
    ['https://2130706433/', /^redirect_uris\[1\] must have a valid host\.$/],
    ['https:a.example', /^redirect_uris\[1\] must have two slashes after the scheme\.$/],
    ['https://a.example/é', /^redirect_uris\[1\] must contain only the characters of RFC 3986\.$/],
    ['https://*.a.example/', /^redirect_uris\[1\] must not contain a wildcard\.$/],
    ['', /^redirect_uris\[1\] must be an absolute URI\.$/],
  ])('names the error of %j, and the entry', async (uri, description) => {
    const answer = await endpoint.post({ redirect_uris: [good, uri] });
    expectError(answer, 400, 'invalid_redirect_uri');
    expect(answer.json()['error_description']).toMatch(description);
  });

  test('keeps valid redirect URIs in their order, byte for byte', async () => {
    const uris = ['https://B.example.com:443/%c3%A9?x', 'cursor://a/b', loopback, good, 'http://[::1]', good];
    const answer = await endpoint.post({ redirect_uris: uris });
    expect(answer.json()['redirect_uris']).toEqual(uris);
  });

  test('registers a repeated grant once', async () => {
    const answer = await endpoint.post({
      grant_types: ['refresh_token', 'authorization_code', 'refresh_token'],
    });
    expect(answer.json()['grant_types']).toEqual(['refresh_token', 'authorization_code']);
  });
});
