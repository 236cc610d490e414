import type { Type } from '@nestjs/common';
import {
  DcrAdminService,
  DcrClientService,
  DcrModule,
  DcrSessionService,
  type BulkResult,
  type DcrClient,
} from 'nestjs-dcr';
import { expect } from 'vitest';
import type { TestApplication } from '../../support/application.js';
import { postJson, send } from '../../support/http.js';
import {
  register,
  withApplication,
  withApplicationOnEachAdapter,
} from '../../readme/support/applications.js';
import type { Runs } from './snippet-exports.js';

/** An application with three clients of one domain, one of another, and one rejected registration. */
const withClients = (
  look: (admin: DcrAdminService, application: TestApplication, ids: string[]) => Promise<void>,
) =>
  withApplication(DcrModule.forRoot({ enabled: true, maxClients: 4 }), async (application) => {
    const ids: string[] = [];
    for (const name of ['one.bad', 'two.bad', 'three.bad', 'good']) {
      const redirect_uris = [`https://${name}.example/callback`];
      ids.push(
        String((await register(`${application.url}/register`, { redirect_uris })).json()['client_id']),
      );
    }
    await register(`${application.url}/register`, { redirect_uris: ['javascript:alert(1)'] });
    await look(application.nest.get(DcrAdminService), application, ids);
  });

/** The operations of an operator. */
export const administration: Runs = {
  'redirect-hosts.ts': ({ describeHosts }) =>
    withClients(async (admin) => {
      const lines = await (describeHosts as (of: DcrAdminService) => Promise<string[]>)(admin);
      expect(lines).toHaveLength(4);
      expect(lines.toSorted()[0]).toMatch(
        /^good\.example: 1 clients \(1 active, 1 never used\), 0 open sessions, the newest of \d{4}-\d\d-\d\d$/,
      );
    }),

  'clients.controller.ts': ({ ClientsController }) =>
    withApplicationOnEachAdapter(
      DcrModule.forRoot({ enabled: true }),
      async ({ url }) => {
        const id = String((await register(`${url}/register`)).json()['client_id']);
        const get = (path: string) => send(`${url}/admin/${path}`, { method: 'GET' });
        const post = (path: string, body: object) => postJson(`${url}/admin/${path}`, body);
        const later = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
        const listed = await get(`clients?neverUsed=true&limit=1&createdBefore=${later}`);
        expect(listed.json()).toMatchObject({ items: [{ clientId: id }] });
        expect((await get('clients?limit=none')).status).toBe(400);
        expect((await get('clients?unknown=1')).status).toBe(400);
        expect((await post('clients/disable', {})).status).toBe(400);
        expect((await post('clients/disable', { search: 'nobody' })).json()).toMatchObject({ matched: 0 });
        expect((await post(`clients/${id}/disable`, { reason: 'spam' })).status).toBe(200);
        expect((await post('cleanup', { dryRun: true })).json()).toMatchObject({ unusedClients: 0 });
        expect((await get('audit?type=client.disabled')).json()).toMatchObject({
          items: [{ clientId: id, actor: 'the signed-in operator', reason: 'spam' }],
        });
      },
      { controllers: [ClientsController as Type] },
    ),

  'overview.ts': ({ overview }) =>
    withClients(async (admin) => {
      expect(await (overview as (admin: DcrAdminService) => Promise<string[]>)(admin)).toEqual([
        '4 active clients (4 never used), 0 pending, 0 disabled',
        'registration is open',
        '4 of 4 clients: nearly full',
        '1 rejected: invalid_redirect_uri',
      ]);
    }),

  'block-client.ts': ({ disableAndBlock }) =>
    withClients(async (admin, { url }, [, , , good]) => {
      await (disableAndBlock as (...of: unknown[]) => Promise<void>)(admin, good, { actor: 'root' });
      expect((await admin.getClient(good!)).client.status).toBe('disabled');
      const redirect_uris = ['https://good.example/callback'];
      expect((await register(`${url}/register`, { redirect_uris })).status).toBe(403);
    }),

  'clients-of.ts': ({ clientsOf }) =>
    withClients(async (admin, _application, ids) => {
      const list = clientsOf as (admin: DcrAdminService, hostname: string) => AsyncIterable<DcrClient>;
      const found: string[] = [];
      for await (const { clientId } of list(admin, 'bad.example')) found.push(clientId);
      expect(found.toSorted()).toEqual(ids.slice(0, 3).toSorted());
    }),

  'create-client.ts': ({ registerPartner }) =>
    withClients(async (admin) => {
      const create = registerPartner as (admin: DcrAdminService, redirectUri: string) => Promise<string>;
      const { client } = await admin.getClient(await create(admin, 'https://partner.example/callback'));
      expect(client).toMatchObject({ source: 'manual', status: 'active', clientName: 'Partner' });
    }),

  'why-refused.ts': ({ whyRefused }) =>
    withApplication(DcrModule.forRoot({ enabled: true }), async ({ nest }) => {
      const admin = nest.get(DcrAdminService);
      const why = whyRefused as (admin: DcrAdminService, metadata: unknown, ip?: string) => Promise<string>;
      const metadata = { redirect_uris: ['https://app.example/'] };
      expect(await why(admin, metadata)).toBe('registered by policy');
      expect(await why(admin, {})).toContain('refused by metadata: redirect_uris ');
      const rule = { kind: 'network', value: '203.0.113.0/24', effect: 'deny' } as const;
      const { id } = (await admin.addRule(rule)).rule;
      expect(await why(admin, metadata, '203.0.113.7')).toContain(`refused by rule ${id}: `);
    }),

  'lost-laptop.ts': ({ signOutEverywhere }) =>
    withClients(async (admin, { nest }, ids) => {
      const sessions = nest.get(DcrSessionService);
      for (const clientId of ids) await sessions.open({ clientId, subject: 'alice' });
      const { id } = await sessions.open({ clientId: ids[0]!, subject: 'bob' });
      const signOut = signOutEverywhere as (
        admin: DcrAdminService,
        subject: string,
        by: object,
      ) => Promise<number>;
      expect(await signOut(admin, 'alice', { actor: 'operator', reason: 'lost laptop' })).toBe(ids.length);
      expect((await admin.listSessions({ active: true })).items).toMatchObject([{ id }]);
    }),

  'abuse.ts': ({ disableAbusers }) =>
    withClients(async (admin, { nest }, ids) => {
      const disable = disableAbusers as (
        admin: DcrAdminService,
        hostname: string,
        actor: string,
      ) => Promise<BulkResult>;
      expect(await disable(admin, 'bad.example', 'operator')).toMatchObject({
        matched: 3,
        changed: 3,
        failed: 0,
      });
      const clients = nest.get(DcrClientService);
      expect(await Promise.all(ids.map(async (id) => (await clients.findActive(id)) !== null))).toEqual([
        false,
        false,
        false,
        true,
      ]);
      const { items } = await admin.listAuditEvents({ type: 'client.disabled' });
      expect(items.map(({ actor, reason }) => `${actor}: ${reason}`)).toEqual(
        Array(3).fill('operator: Abuse by bad.example'),
      );
    }),

  'refused-clients.ts': ({ disableRefused }) =>
    withClients(async (admin) => {
      const disable = disableRefused as (
        admin: DcrAdminService,
        isRefused: (client: DcrClient) => boolean,
        by: { actor: string },
      ) => Promise<number>;
      const isBad = ({ redirectHosts }: DcrClient) =>
        redirectHosts.some((name) => name.endsWith('bad.example'));
      expect(await disable(admin, isBad, { actor: 'operator' })).toBe(3);
      expect(await admin.statistics()).toMatchObject({ active: 1, disabled: 3 });
    }),

  'clean-up.ts': ({ cleanUpUnlessMany }) =>
    withClients(async (admin, { dataSource }) => {
      await dataSource.query('UPDATE dcr_clients SET created_at = created_at - ?', [49 * 3_600_000]);
      const cleanUp = cleanUpUnlessMany as (admin: DcrAdminService) => Promise<object>;
      expect(await cleanUp(admin)).toMatchObject({ unusedClients: 4 });
      expect(await admin.statistics()).toMatchObject({ active: 0 });
    }),

  'rejections.ts': ({ rejectionsSince }) =>
    withClients(async (admin) => {
      const since = rejectionsSince as (admin: DcrAdminService, from: Date) => Promise<string[]>;
      expect(await since(admin, new Date(Date.now() - 60_000))).toEqual([
        expect.stringMatching(/Z 127\.0\.0\.1 invalid_redirect_uri redirect_uris\[0\] must use .+ 1×$/),
      ]);
      expect(await since(admin, new Date(Date.now() + 60_000))).toEqual([]);
    }),
};
