import { DcrClient, type ScopeRules } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { modes, startEndpoint, type Endpoint } from './endpoint.js';

const allowed = ['read', 'write', 'files:read', 'openid'];
const settings: [string, ScopeRules | undefined][] = [
  ['no scopes', undefined],
  ['allowed scopes', { allowed }],
  ['allowed scopes and a default', { allowed, default: ['openid', 'read'] }],
  ['allowed scopes and an empty default', { allowed, default: [] }],
  ['no allowed scopes', { allowed: [] }],
];

/** The requested scope, and the registered scope with each of the settings above. */
const cases: [requested: unknown, ...registered: (string | undefined)[]][] = [
  [undefined, undefined, undefined, 'openid read', undefined, undefined],
  [null, undefined, undefined, 'openid read', undefined, undefined],
  ['', undefined, undefined, 'openid read', undefined, undefined],
  ['read', undefined, 'read', 'read', 'read', undefined],
  ['write read', undefined, 'write read', 'write read', 'write read', undefined],
  ['read read write', undefined, 'read write', 'read write', 'read write', undefined],
  ['files:read invented', undefined, 'files:read', 'files:read', 'files:read', undefined],
  ['invented', undefined, undefined, 'openid read', undefined, undefined],
  ['READ', undefined, undefined, 'openid read', undefined, undefined],
  ['invented other', undefined, undefined, 'openid read', undefined, undefined],
];

describe.each(modes)('%s', (negotiation) => {
  describe.each(settings.map(([name, scopes], index) => [name, scopes, index] as const))(
    'with %s',
    (_, scopes, index) => {
      let endpoint: Endpoint;
      beforeAll(async () => {
        endpoint = await startEndpoint({
          negotiation,
          ...(scopes && { scopes }),
        });
      });
      afterAll(() => endpoint?.close());

      test.each(cases)(
        'a client that requests %j gets its allowed scopes',
        async (requested, ...registered) => {
          const answer = await endpoint.post({ scope: requested });
          expect(answer.status, answer.text).toBe(201);
          expect(answer.json()['scope']).toBe(registered[index]);
          const clientId = answer.json()['client_id'] as string;
          const client = await endpoint.dataSource.getRepository(DcrClient).findOneByOrFail({ clientId });
          expect(client.scope).toBe(registered[index] ?? null);
          const isChanged = scopes !== undefined && Boolean(requested) && requested !== registered[index];
          const { substituted } = await endpoint.event({ clientId });
          const scope = { requested, registered: registered[index] ?? null };
          expect(substituted).toEqual(isChanged ? { scope } : null);
        },
      );

      test.each([
        ' ',
        ' read',
        'read ',
        'read  write',
        'read\twrite',
        'read\n',
        'read,"write"',
        'a\\b',
        'é',
        'a\0',
        '🚀',
      ])('the malformed scope %j is refused', async (scope) => {
        const answer = await endpoint.post({ scope });
        expectError(answer, 400, 'invalid_client_metadata');
        expect(answer.json()['error_description']).toBe(
          'scope must be scope tokens separated by single spaces.',
        );
      });
    },
  );
});
