import { expect, vi } from 'vitest';
import { register, withApplication } from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

/** The policies. */
export const policies: Runs = {
  'redirect-policy.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const answer = async (...redirect_uris: string[]) =>
        (await register(`${url}/register`, { redirect_uris })).status;
      expect(
        await answer('https://chatgpt.com/callback', 'https://a.example.com/', 'http://localhost/cb'),
      ).toBe(201);
      expect(await answer('https://chatgpt.com/callback', 'https://example.org/callback')).toBe(400);
      expect(await answer(...[1, 2, 3, 4].map((path) => `https://chatgpt.com/${path}`))).toBe(400);
    }),

  'network-policy.ts': ({ registration }) =>
    withApplication(
      registration,
      async ({ url }) => {
        const from = async (ip: string) =>
          (await register(`${url}/register`, {}, { 'x-forwarded-for': ip })).status;
        expect(await from('10.1.2.3')).toBe(201);
        expect(await from('127.0.0.1')).toBe(201);
        expect(await from('2001:db8::1')).toBe(201);
        expect(await from('11.1.2.3')).toBe(400);
      },
      { configure: (app) => void app.getHttpAdapter().getInstance().set('trust proxy', 'loopback') },
    ),

  'environment-policy.ts': ({ registration }) =>
    withApplication(registration, async ({ url, dataSource }) => {
      const statusAfter = async (uri: string) => {
        const answer = await register(`${url}/register`, { redirect_uris: [uri] });
        expect(answer.status).toBe(201);
        const [row] = await dataSource.query('SELECT status FROM dcr_clients WHERE client_id = ?', [
          answer.json()['client_id'],
        ]);
        return row.status;
      };
      expect(await statusAfter('https://unknown.example.com/callback')).toBe('active');
      vi.stubEnv('NODE_ENV', 'production');
      expect(await statusAfter('https://unknown.example.com/callback')).toBe('pending');
      expect(await statusAfter('https://claude.ai/callback')).toBe('active');
      vi.unstubAllEnvs();
    }),

  'known-clients.policy.ts': ({ RegistrationModule }) =>
    withApplication({ module: RegistrationModule }, async ({ url }) => {
      const redirect_uris = ['https://partner.example.com/callback'];
      expect((await register(`${url}/register`, { redirect_uris })).status).toBe(201);
      expect((await register(`${url}/register`)).json()).toEqual({
        error: 'invalid_client_metadata',
        error_description: 'redirect_uris must belong to a partner.',
      });
    }),
};
