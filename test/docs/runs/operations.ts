import { createHmac, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import type { INestApplication, Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DcrAdminService, DcrClientService, DcrModule, mcpCompatibility } from 'nestjs-dcr';
import type { DataSource } from 'typeorm';
import { expect, inject, vi } from 'vitest';
import type { TestApplication } from '../../support/application.js';
import { postJson, send } from '../../support/http.js';
import { createDatabase } from '../../support/databases.js';
import { REPOSITORY } from '../../readme/support/readme.js';
import {
  register,
  withApplication,
  withApplicationOnEachAdapter,
} from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

type Imported = { imported: number; refused: string[] };
type ImportClients = (old: object[], admin: DcrAdminService, dataSource: DataSource) => Promise<Imported>;
type Store = { getClient(clientId: string): Promise<object | undefined> };

const SECRET_CLIENT = {
  client_id: '0b8f4c1e-1f5d-4b60-9f0a-6a1d2f3c4b5a',
  client_secret: 'once',
  redirect_uris: ['https://client.example.com/callback'],
  token_endpoint_auth_method: 'client_secret_post',
  grant_types: ['authorization_code', 'refresh_token'],
};

/** Integrations and operations. */
export const operations: Runs = {
  'redis.module.ts': async ({ registration }) => {
    const answer = await fetch(`${inject('databaseServers')}/redis`);
    const { url: redis } = (await answer.json()) as { url?: string };
    // Without a Redis server, each replica counts separately, as the page also says.
    vi.stubEnv('REDIS_URL', redis ?? 'redis://127.0.0.1:1');
    // Use a random caller: Redis keeps the counts of an earlier run for a minute.
    const caller = { 'x-forwarded-for': `10.${[1, 2, 3].map(() => randomInt(256)).join('.')}` };
    // Replicas share the application's database, which stores the key for the hash of callers.
    const database = await createDatabase('better-sqlite3');
    const proxied = {
      database,
      configure: (app: INestApplication) =>
        void app.getHttpAdapter().getInstance().set('trust proxy', 'loopback'),
    };
    const look = ({ url: one }: TestApplication) =>
      withApplication(
        registration,
        async ({ url: other }) => {
          const attempts = Array.from({ length: 26 }, (_, index) =>
            register(`${index % 2 ? one : other}/register`, {}, caller),
          );
          const refused = (await Promise.all(attempts)).filter(({ status }) => status !== 201);
          expect(refused.map(({ status }) => status)).toEqual(redis ? [429] : []);
        },
        proxied,
      );
    try {
      await withApplication(registration, look, proxied);
    } finally {
      await database.drop();
    }
    vi.unstubAllEnvs();
  },

  'approval.module.ts': ({ ApprovalModule }) =>
    withApplicationOnEachAdapter({ module: ApprovalModule as Type }, async ({ url, nest }) => {
      const clients = nest.get(DcrClientService);
      const registered = async (uri: string) =>
        String((await register(`${url}/register`, { redirect_uris: [uri] })).json()['client_id']);
      const known = await registered('https://claude.ai/api/mcp/auth_callback');
      const [good, bad] = [
        await registered('https://good.example/'),
        await registered('https://bad.example/'),
      ];
      expect(await clients.findActive(known)).not.toBeNull();
      expect(await clients.findActive(good)).toBeNull();
      const pending = async (query = '') => {
        const { items } = (await send(`${url}/admin/pending${query}`, { method: 'GET' })).json() as {
          items: { clientId: string }[];
        };
        return items.map(({ clientId }) => clientId);
      };
      expect(await pending()).toEqual([good, bad]);
      expect(await pending('?limit=1')).toEqual([good]);
      const decide = (id: string, decision: string) =>
        postJson(`${url}/admin/pending/${id}/${decision}`, { reason: 'Looked at it.' });
      const decideWithoutBody = (id: string, decision: string) =>
        send(`${url}/admin/pending/${id}/${decision}`, { method: 'POST' });
      for (const decision of ['approve', 'reject']) {
        expect((await decide('dcr_unknown', decision)).status).toBe(404);
        expect((await decideWithoutBody('dcr_unknown', decision)).status).toBe(404);
      }
      expect((await decide(good, 'approve')).status).toBe(204);
      expect((await decide(bad, 'reject')).status).toBe(204);
      expect(await pending()).toEqual([]);
      expect(await clients.findActive(good)).not.toBeNull();
      await expect(clients.authenticate({ clientId: bad })).rejects.toThrow('The client is disabled.');
      expect((await decideWithoutBody(bad, 'approve')).status).toBe(204);
      expect((await decideWithoutBody(bad, 'reject')).status).toBe(204);
    }),

  'dcr-clients.store.ts': ({ DcrClientsStore }) =>
    withApplication(
      DcrModule.forRoot(mcpCompatibility({ scopes: { allowed: ['tools'] } })),
      async ({ url, nest }) => {
        const store: Store = nest.get(DcrClientsStore as Type);
        const registered = (await register(`${url}/register`, { scope: 'tools' })).json();
        const { client_id_issued_at: _at, ...rest } = registered;
        expect(await store.getClient(String(registered['client_id']))).toEqual(rest);
        await nest.get(DcrAdminService).disableClient(String(registered['client_id']));
        expect(await store.getClient(String(registered['client_id']))).toBeUndefined();
      },
      { providers: [DcrClientsStore as Type] },
    ),

  'import-clients.ts': ({ importClients }) =>
    withApplication(DcrModule.forRoot(mcpCompatibility()), async ({ nest }) => {
      const refused = { client_id: 'bad', redirect_uris: ['http://client.example.com/'] };
      const run = () =>
        (importClients as ImportClients)(
          [SECRET_CLIENT, refused],
          nest.get(DcrAdminService),
          nest.get(getDataSourceToken()),
        );
      const reason = 'bad: redirect_uris[0] must use https, or http on localhost, 127.0.0.1 or [::1].';
      expect(await run()).toEqual({ imported: 1, refused: [reason] });
      expect(await run()).toEqual({ imported: 0, refused: [reason] });
      const client = await nest.get(DcrClientService).findActive(SECRET_CLIENT.client_id);
      expect(client).toMatchObject({ source: 'dcr', tokenEndpointAuthMethod: 'none' });
      expect(await nest.get(DcrAdminService).cleanUp()).toMatchObject({ unusedClients: 0, idleClients: 0 });
    }),

  'metrics.module.ts': ({ MetricsModule }) =>
    withApplication({ module: MetricsModule as Type }, async ({ url }) => {
      await register(`${url}/register`);
      await register(`${url}/register`, { redirect_uris: ['javascript:alert(1)'] });
      const { headers, text } = await send(`${url}/metrics`, { method: 'GET' });
      expect(headers['content-type']).toContain('text/plain; version=0.0.4');
      expect(text).toContain('dcr_events_total{type="client.registered",error="none"} 1');
      expect(text).toContain('dcr_events_total{type="client.rejected",error="invalid_redirect_uri"} 1');
      expect(text).toContain('dcr_clients{status="active"} 1');
      expect(text).toContain('dcr_registration_paused 0');
      expect(text).toContain('dcr_clients_cap +Inf');
      expect(text).toContain('dcr_pending_oldest_seconds 0');
      const page = readFileSync(join(REPOSITORY, 'docs/recipes/metrics.md'), 'utf8');
      const [, alerts = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
      const watched = alerts.match(/\bdcr_\w+/g) ?? [];
      expect(watched.length).toBeGreaterThan(5);
      for (const metric of watched) expect(text).toMatch(new RegExp(`^${metric}[ {]`, 'm'));
    }),

  'audit-webhook.ts': async ({ AuditWebhook }) => {
    const received: { id: string; type: string; isSigned: boolean }[] = [];
    let status = 200;
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      const body = await textOf(request);
      const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = request.headers;
      const expected = createHmac('sha256', 'secret')
        .update(`${String(id)}.${String(time)}.${body}`)
        .digest('base64');
      const { type } = JSON.parse(body) as { type: string };
      if (status === 200) received.push({ id: String(id), type, isSigned: signature === `v1,${expected}` });
      response.writeHead(status).end();
    };
    const server = createServer((request, response) => void answer(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const folder = mkdtempSync(join(tmpdir(), 'dcr-webhook-'));
    vi.stubEnv('AUDIT_WEBHOOK_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    vi.stubEnv('AUDIT_WEBHOOK_SECRET', 'secret');
    vi.stubEnv('AUDIT_POSITION', join(folder, 'position'));
    const Webhook = AuditWebhook as new (admin: DcrAdminService) => { deliver(): Promise<void> };
    try {
      await withApplication(DcrModule.forRoot({ enabled: true }), async ({ url, nest }) => {
        const admin = nest.get(DcrAdminService);
        const webhook = new Webhook(admin);
        await webhook.deliver();
        await register(`${url}/register`);
        await register(`${url}/register`, { redirect_uris: ['javascript:alert(1)'] });
        await webhook.deliver();
        const types = ['client.registered', 'client.rejected'];
        expect(received.map(({ type }) => type)).toEqual(types);
        expect(received.every(({ isSigned }) => isSigned)).toBe(true);
        await webhook.deliver();
        expect(received).toHaveLength(2);
        status = 500;
        await admin.disableClients({ all: true });
        await expect(webhook.deliver()).rejects.toThrow('500');
        status = 200;
        await webhook.deliver();
        expect(received.map(({ type }) => type)).toEqual([...types, 'client.disabled']);
        // After a restart, the latest events come again, with the same ids.
        await new Webhook(admin).deliver();
        expect(new Set(received.map(({ id }) => id)).size).toBe(3);
        expect(received.slice(-1)).toMatchObject([{ type: 'client.disabled' }]);
      });
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  },
};
