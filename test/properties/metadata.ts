import fc from 'fast-check';
import { anyUri, goodUri } from './arbitraries.js';

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const web = goodUri.filter((uri) => !uri.startsWith('cursor'));
const url = fc.webUrl();

const good = {
  redirect_uris: fc.array(web, { minLength: 1, maxLength: 4 }),
  client_name: text,
  'client_name#fr': text,
  client_uri: url,
  'tos_uri#ja-Hani-JP': url,
  logo_uri: url,
  policy_uri: url,
  contacts: fc.array(text, { minLength: 1, maxLength: 3 }),
  grant_types: fc.constantFrom(['authorization_code'], ['refresh_token', 'authorization_code']),
  response_types: fc.constant(['code']),
  token_endpoint_auth_method: fc.constant('none'),
  scope: fc.constantFrom('read', 'read write', 'other'),
  software_id: text,
  software_version: text,
  application_type: fc.constantFrom('web', 'native', 'other'),
};

/** Values for any member: other types, hostile text, all kinds of URIs, unsupported values. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(null, '', ' ', [], {}, '\u0000', '\ud800', '\u202e', 'read  write', 'client_secret_basic'),
  fc.subarray(['authorization_code', 'implicit', 'code', 'token']),
  anyUri,
  fc.array(fc.oneof(anyUri, web), { maxLength: 4 }),
);
const members = [
  ...Object.keys(good),
  'client_id',
  'client_secret',
  'source',
  '__proto__',
  'client_name#\u0000',
];

/** A good registration with up to two members replaced. */
export const metadata = fc
  .tuple(
    fc.record(good, { requiredKeys: ['redirect_uris'] }),
    fc.array(fc.tuple(fc.constantFrom(...members), anything), { maxLength: 2 }),
  )
  .map(([record, changes]) => Object.fromEntries([...Object.entries(record), ...changes]));
