import { expect } from 'vitest';
import type { HttpAnswer } from '../support/http.js';

/** RFC 6749 §5.2: printable ASCII without `"` and `\`. A code also contains no space. */
const errorCode = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const errorDescription = /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/;

const authority =
  /^(?:https:\/\/(?!\*)[^/?#@\\*:[\]]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?:[/?]|$)/i;
const uriCharacters = /^(?:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;

/** The rules for every answer of the endpoint, whatever was sent. */
export function expectContract(answer: HttpAnswer): void {
  expect(answer.status, answer.text).toBeLessThan(500);
  expect(answer.status, 'clients post again on 401').not.toBe(401);
  expect(answer.text, 'a stack trace').not.toMatch(/node_modules|\n\s+at |\.[jt]s:\d+/);
  expect(answer.headers['content-type']).toMatch(/^application\/json\s*(;|$)/);
  expect(answer.headers['cache-control']).toContain('no-store');
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
  if (answer.status === 201) expectRegistered(answer.json());
  else expectError(answer);
}

/** RFC 7591 §3.2.2: an error code and a description. */
export function expectError(answer: HttpAnswer, status = answer.status, code?: string): void {
  expect(answer.status, answer.text).toBe(status);
  const body = answer.json();
  expect(Object.keys(body).toSorted()).toEqual(['error', 'error_description']);
  expect(body['error']).toMatch(errorCode);
  expect(body['error_description']).toMatch(errorDescription);
  if (code) expect(body['error'], answer.text).toBe(code);
}

/** RFC 7591 §3.2.1, within the profile: a public client with the code grant. */
function expectRegistered(client: Record<string, unknown>): void {
  expect(client['client_id']).toEqual(expect.any(String));
  expect(client['client_id'], 'not a URL').not.toMatch(/^[a-z][a-z0-9+.-]*:/i);
  expect(Number.isSafeInteger(client['client_id_issued_at'])).toBe(true);
  expect(client['client_name']).toEqual(expect.any(String));
  for (const secret of [
    'client_secret',
    'client_secret_expires_at',
    'registration_access_token',
    'registration_client_uri',
  ])
    expect(client).not.toHaveProperty(secret);
  expect(client['token_endpoint_auth_method']).toBe('none');
  expect(['authorization_code', 'refresh_token']).toEqual(
    expect.arrayContaining(client['grant_types'] as string[]),
  );
  expect(client['grant_types']).toContain('authorization_code');
  expect(client['response_types']).toEqual(['code']);
  expect(client['redirect_uris']).not.toEqual([]);
  for (const uri of client['redirect_uris'] as string[]) expectRedirectUri(uri);
  for (const [member, value] of Object.entries(client)) {
    expect([null, ''], member).not.toContain(value);
    expect(value, member).not.toEqual([]);
  }
}

/** Custom schemes are checked by the cases that use them. */
function expectRedirectUri(uri: string): void {
  if (/^(cursor|cherrystudio):\/\//.test(uri)) return;
  expect(uri).toMatch(authority);
  expect(uri).toMatch(uriCharacters);
}
