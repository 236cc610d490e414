import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectContract, expectError } from '../../conformance/answer-rules.js';
import { modes, startEndpoint, type Endpoint } from './endpoint.js';

const texts = [
  'client_name',
  'software_id',
  'software_version',
  'application_type',
  'token_endpoint_auth_method',
  'scope',
  'client_name#fr',
];
const urls = ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri', 'logo_uri#fr'];
const lists = ['grant_types', 'response_types', 'contacts', 'redirect_uris'];

const wrongForText: [string, unknown][] = [
  ['a number', 42],
  ['true', true],
  ['false', false],
  ['a list', ['x']],
  ['an object', { x: 1 }],
  ['an empty object', {}],
];
const wrongForList: [string, unknown][] = [
  ['a string', 'code'],
  ['a number', 1],
  ['true', true],
  ['an object', { 0: 'code' }],
  ['an object like a list', { length: 1, 0: 'code' }],
];
const wrongEntries: [string, unknown][] = [
  ['a number', 1],
  ['null', null],
  ['true', true],
  ['a list', ['authorization_code']],
  ['an object', {}],
];

const good: Record<string, unknown> = {
  grant_types: 'authorization_code',
  response_types: 'code',
  contacts: 'a@client.example.com',
  redirect_uris: 'https://client.example.com/callback',
};

describe.each(modes)('%s, a member', (negotiation) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ negotiation });
  });
  afterAll(() => endpoint?.close());

  const cases = [
    ...[...texts, ...urls].flatMap((member) =>
      wrongForText.map(([name, value]) => [member, name, value] as const),
    ),
    ...lists.flatMap((member) => wrongForList.map(([name, value]) => [member, name, value] as const)),
  ];
  test.each(cases)('%s is not %s', async (member, _, value) => {
    const answer = await endpoint.post({ [member]: value });
    expectError(answer, 400, 'invalid_client_metadata');
    const named = member.replace(/#.*/, ' with a language tag');
    expect(answer.json()['error_description']).toMatch(new RegExp(`^${named} must be `));
  });

  test.each(lists.flatMap((member) => wrongEntries.map(([name, value]) => [member, name, value] as const)))(
    '%s does not contain %s',
    async (member, _, value) => {
      const answer = await endpoint.post({ [member]: [good[member], value] });
      expectError(
        answer,
        400,
        member === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata',
      );
      expect(answer.json()['error_description']).toBe(`${member}[1] must be a string.`);
    },
  );

  test.each([
    ['null', null],
    ['an empty string', ''],
    ['an empty list', []],
  ])('that is %s counts as absent', async (_, empty) => {
    const members = [...texts, ...urls, ...lists].filter((member) => member !== 'redirect_uris');
    const answer = await endpoint.post(Object.fromEntries(members.map((member) => [member, empty])));
    expectContract(answer);
    expect(answer.status, answer.text).toBe(201);
    const { client_id: _id, client_id_issued_at: _at, ...registered } = answer.json();
    expect(registered).toEqual({
      client_name: 'Unnamed client',
      redirect_uris: ['https://client.example.com/callback'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
  });

  test.each([
    ['absent', undefined],
    ['null', null],
    ['an empty string', ''],
    ['an empty list', []],
  ])('called redirect_uris must not be %s', async (_, empty) => {
    const answer = await endpoint.post({ redirect_uris: empty });
    expectError(answer, 400, 'invalid_client_metadata');
    expect(answer.json()['error_description']).toBe('redirect_uris must have at least one redirect URI.');
  });

  test('with display text is returned as sent, in every language', async () => {
    const given = {
      client_name: 'Example عربى — café 🚀 👩‍💻 ❤\ufe0f ☺\ufe0e می\u200cخواهم क्\u200dष "<b>"',
      'client_name#fr': 'Exemple',
      'client_name#ja-Jpan-JP': 'クライアント名',
      'client_name#x-klingon': 'tlhIngan',
      client_uri: 'https://client.example.com/?a=b%20c#top',
      'client_uri#fr': 'https://client.example.com/fr',
      logo_uri: 'http://cdn.example.com:8080/logo.png',
      'logo_uri#de-CH-1996': 'https://client.example.com/de.png',
      tos_uri: 'https://client.example.com/tos',
      'tos_uri#fr': 'https://client.example.com/cgu',
      policy_uri: 'https://[2001:db8::1]/policy',
      'policy_uri#fr': 'https://client.example.com/vie-privee',
      contacts: ['a@client.example.com', 'b, c@client.example.com'],
      software_id: '4NRB1-0XZABZI9E6-5SM3R',
      software_version: '2.1 "beta"',
    };
    const answer = await endpoint.post({ ...given, application_type: 'native' });
    expectContract(answer);
    expect(answer.json()).toMatchObject({ ...given, application_type: 'native' });
  });

  test.each([
    'client_name#',
    'client_name#fr_FR',
    'client_name#toolongtag',
    'client_name#fr#de',
    'client_name#../../etc',
    'client_name#__proto__',
    'client_Name',
    'scope#fr',
    'redirect_uris#fr',
    'software_id#fr',
    'localized',
    'toString',
  ])('called %s is unknown and ignored', async (member) => {
    const answer = await endpoint.post({ [member]: 'https://kept.example/' });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.text).not.toContain('kept');
  });

  const unsafe = [
    '\0',
    '\t',
    '\n',
    '\r',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u00ad',
    '\u034f',
    '\u061c',
    '\u115f',
    '\u180e',
    '\u200b',
    '\u200e',
    '\u200f',
    '\u202a',
    '\u202e',
    '\u2028',
    '\u2029',
    '\u2060',
    '\u2066',
    '\u2069',
    '\u206f',
    '\u3164',
    '\ufe00',
    '\ufeff',
    '\uffa0',
    '\u{e0041}',
    '\u{e0100}',
    '\ud800',
    '\udc00',
  ];
  test.each(
    unsafe.flatMap((character) =>
      ['client_name', 'client_name#fr', 'software_id'].map((member) => [member, character] as const),
    ),
  )('with display text, %s, contains no %j', async (member, character) => {
    const answer = await endpoint.post({ [member]: `a${character}b` });
    expectError(answer, 400, 'invalid_client_metadata');
    expect(answer.json()['error_description']).toMatch(
      /must not contain control, bidirectional or invisible characters\.$/,
    );
  });

  const badUrls = [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'ftp://a.example/',
    'file:///etc/passwd',
    '//a.example/',
    '/logo.png',
    'https:a.example',
    'https://',
    'https:///a.example',
    'https://@a.example/',
    'https://u:p@a.example/',
    'https://a b.example/',
    'https://a.example/<b>',
    'https://a.example/"',
    'https://a.example/\\',
    'https://a.example/é',
    'https://é.example/',
    'https://a.example/%',
    'https://a.example:99999/',
    ' https://a.example/',
    'https://a.example/ ',
    'https://a.example/\u202e',
    'HTTPS://a.example/',
    'https://xn--a/',
  ];
  test.each(
    badUrls.flatMap((url) =>
      ['client_uri', 'logo_uri', 'tos_uri#fr'].map((member) => [member, url] as const),
    ),
  )('%s is not %j', async (member, url) => {
    const answer = await endpoint.post({ [member]: url });
    expectError(answer, 400, 'invalid_client_metadata');
  });

  test.each(['web', 'native'])(
    'called application_type is returned if it is %s',
    async (application_type) => {
      expect((await endpoint.post({ application_type })).json()).toMatchObject({ application_type });
    },
  );
});
