import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, type INestApplication, type Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DcrAdminService, DcrAuditEvent, DcrClient, DcrClientService } from 'nestjs-dcr';
import { expect, vi } from 'vitest';
import { send } from '../../support/http.js';
import {
  register,
  withApplication,
  withApplicationOnEachAdapter,
} from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

const trustProxy = {
  configure: (app: INestApplication) =>
    void app.getHttpAdapter().getInstance().set('trust proxy', 'loopback'),
};
const from = (ip: string) => ({ 'x-forwarded-for': ip });

/** A route of the application that its guard protects. */
@Controller('private')
class PrivateController {
  @Get()
  show(): string {
    return 'secret';
  }
}

/** The options of the module. */
export const options: Runs = {
  'enabled.ts': async ({ registration }) => {
    await withApplication(registration, async ({ url }) => {
      expect((await register(`${url}/register`)).status).toBe(404);
    });
    vi.stubEnv('CLIENT_REGISTRATION', 'open');
    await withApplication(registration, async ({ url }) => {
      expect((await register(`${url}/register`)).status).toBe(201);
    });
    vi.unstubAllEnvs();
  },

  'max-registrations-per-window.ts': ({ registration }) =>
    withApplication(
      registration,
      async ({ url }) => {
        const statuses = async (ip: string) => {
          const answers = Array.from({ length: 26 }, () => register(`${url}/register`, {}, from(ip)));
          return (await Promise.all(answers)).map(({ status }) => status).filter((status) => status !== 201);
        };
        expect(await statuses('203.0.113.7')).toEqual([429]);
        expect(await statuses('198.51.100.7')).toEqual([]);
      },
      trustProxy,
    ),

  'track-by.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const tenant = async (name: string) =>
        (await register(`${url}/register`, {}, { 'x-gateway-tenant': name })).status;
      for (let attempt = 1; attempt <= 10; attempt++) expect(await tenant('one')).toBe(201);
      expect([await tenant('one'), await tenant('other')]).toEqual([429, 201]);
    }),

  'registration-window.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      for (let attempt = 1; attempt <= 100; attempt++) await register(`${url}/register`);
      const { status, headers } = await register(`${url}/register`);
      expect(status).toBe(429);
      expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
    }),

  'policy.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const answer = await register(`${url}/register`, { client_name: 'ACME login' });
      expect([answer.status, answer.json()['error_description']]).toEqual([
        400,
        'client_name must not contain the name of this service.',
      ]);
      expect((await register(`${url}/register`, { client_name: 'Example' })).status).toBe(201);
    }),

  'policy-timeout.ts': async ({ registration }) => {
    const reputation = createServer((request, response) => {
      request.on('data', (body) => response.writeHead(String(body).includes('evil') ? 403 : 204));
      // Longer than the default timeout.
      request.on('end', () => setTimeout(() => response.end(), 2_100));
    });
    await new Promise<void>((listening) => reputation.listen(0, '127.0.0.1', listening));
    const { port } = reputation.address() as AddressInfo;
    vi.stubEnv('REPUTATION_URL', `http://127.0.0.1:${port}`);
    await withApplication(registration, async ({ url }) => {
      const status = async (uri: string) =>
        (await register(`${url}/register`, { redirect_uris: [uri] })).status;
      expect(await Promise.all([status('https://good.example/'), status('https://evil.example/')])).toEqual([
        201, 400,
      ]);
    });
    vi.unstubAllEnvs();
    reputation.close();
  },

  'negotiation.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const answer = await register(`${url}/register`, { token_endpoint_auth_method: 'client_secret_post' });
      expect([answer.status, answer.json()['token_endpoint_auth_method']]).toEqual([201, 'none']);
    }),

  'redirect-uris.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const status = async (uri: string) =>
        (await register(`${url}/register`, { redirect_uris: [uri] })).status;
      expect(await status('com.example.app:/callback')).toBe(201);
      expect(await status('https://client.example.com/callback')).toBe(201);
      expect(await status('http://localhost:3000/callback')).toBe(400);
    }),

  'scopes.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const scope = async (requested?: string) =>
        (await register(`${url}/register`, requested === undefined ? {} : { scope: requested })).json()[
          'scope'
        ];
      expect(await scope('tools:write openid')).toBe('tools:write');
      expect(await scope('openid email')).toBe('tools:read');
      expect(await scope()).toBe('tools:read');
    }),

  'instances.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const idOf = async (port: number) =>
        (await register(`${url}/register`, { redirect_uris: [`http://127.0.0.1:${port}/`] })).json()[
          'client_id'
        ];
      expect(await idOf(4_000)).toBe(await idOf(5_000));
    }),

  'max-clients.ts': ({ registration }) =>
    withApplication(registration, async ({ url, nest }) => {
      await register(`${url}/register`);
      expect(await nest.get(DcrAdminService).statistics()).toMatchObject({ cap: { max: 50_000, used: 1 } });
    }),

  'cleanup.ts': ({ registration }) =>
    withApplication(registration, async ({ url, nest, dataSource }) => {
      for (const uri of ['http://127.0.0.1:4000/', 'https://client.example.com/'])
        await register(`${url}/register`, { redirect_uris: [uri] });
      await dataSource.query('UPDATE dcr_clients SET created_at = created_at - ?', [7 * 3_600_000]);
      expect(await nest.get(DcrAdminService).cleanUp()).toMatchObject({ unusedClients: 1, idleClients: 0 });
      const [left, ...others] = await dataSource.getRepository(DcrClient).find();
      expect([left?.redirectUris, others]).toEqual([['https://client.example.com/'], []]);
    }),

  'audit.ts': ({ registration }) =>
    withApplication(
      registration,
      async ({ url, dataSource }) => {
        await register(`${url}/register`, {}, from('203.0.113.77'));
        expect(await dataSource.getRepository(DcrAuditEvent).find()).toMatchObject([
          { ip: '203.0.113.0/24' },
        ]);
      },
      trustProxy,
    ),

  'throttler-storage.ts': ({ registration }) =>
    withApplication(registration, async ({ url, dataSource }) => {
      const statuses: number[] = [];
      for (let attempt = 1; attempt <= 3; attempt++)
        statuses.push((await register(`${url}/register`)).status);
      expect(statuses).toEqual([201, 201, 429]);
      expect(await dataSource.query('SELECT * FROM dcr_rate_limits')).toEqual([]);
    }),

  'on-throttler-failure.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      for (let attempt = 1; attempt <= 25; attempt++)
        expect((await register(`${url}/register`)).status).toBe(201);
      expect((await register(`${url}/register`)).status).toBe(429);
    }),

  'discovery.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const path = '/.well-known/oauth-authorization-server/tenant';
      expect((await send(url + path, { method: 'GET' })).json()).toMatchObject({
        issuer: 'https://api.example.com/tenant',
        registration_endpoint: 'https://api.example.com/register',
        service_documentation: 'https://docs.example.com/',
      });
    }),

  'path.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      expect((await register(`${url}/oauth/clients`)).status).toBe(201);
      expect((await register(`${url}/register`)).status).toBe(404);
    }),

  'decorators.ts': ({ RegistrationModule }) =>
    withApplicationOnEachAdapter(
      { module: RegistrationModule },
      async ({ url }) => {
        expect((await register(`${url}/register`)).status).toBe(201);
        expect((await send(`${url}/private`, { method: 'GET' })).status).toBe(403);
      },
      { controllers: [PrivateController] },
    ),

  'is-global.ts': ({ RegistrationModule, ReportService }) =>
    withApplication({ module: RegistrationModule }, async ({ nest }) => {
      const service: { clients: unknown } = nest.get(ReportService as Type, { strict: false });
      expect(service.clients).toBeInstanceOf(DcrClientService);
    }),

  'data-source.ts': ({ RegistrationModule }) =>
    withApplication(
      { module: RegistrationModule },
      async ({ url, nest, dataSource }) => {
        const { client_id } = (await register(`${url}/register`)).json();
        const named = nest.get(getDataSourceToken('oauth'), { strict: false });
        expect(await named.query('SELECT client_id FROM dcr_clients')).toEqual([{ client_id }]);
        await expect(dataSource.query('SELECT * FROM dcr_clients')).rejects.toThrow('no such table');
      },
      { typeorm: { migrations: [] } },
    ),

  'client-entity.ts': ({ registration, migrations }) =>
    withApplication(
      registration,
      async ({ url, dataSource }) => {
        const { client_id } = (await register(`${url}/register`)).json();
        expect(await dataSource.query('SELECT client_id FROM mcp_clients')).toEqual([{ client_id }]);
      },
      { typeorm: { migrations } },
    ),
};
