import { DcrClient, DcrDecision } from 'nestjs-dcr';
import { describe, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { DAY, everyDatabase, sharedDatabases } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  documentRow,
  eventsOf,
  eventTypesOf,
  fetchesOf,
  newDocumentUrl,
  serve,
  startDocumentApplication,
} from './support/documents.js';

describeDatabases(
  'a client whose id is the URL of its document',
  (database) => {
    test('is discovered at its first authorization, and is an ordinary client from then on', async () => {
      const application = await startDocumentApplication(database);
      const clientId = serve(application, { scope: 'read', contacts: ['dev@client.test'] });

      const client = await authorize(application, clientId);
      expect(client).toMatchObject({ clientId, source: 'cimd', status: 'active', clientName: 'Test Client' });
      expect(await authorize(application, clientId)).toMatchObject({ id: client.id });
      expect(fetchesOf(application, clientId)).toBe(1);

      expect(await application.clients.findActive(clientId)).toMatchObject({ id: client.id });
      expect(await application.clients.authenticate({ clientId, grantType: 'refresh_token' })).toMatchObject({
        clientId,
      });
      const session = await application.sessions.open({ clientId, subject: 'alice' });
      await application.admin.disableClient(clientId, { actor: 'root' });
      expect(await refusalOf(authorize(application, clientId))).toMatchObject({
        error: 'invalid_client',
        status: 400,
      });
      await expect(application.sessions.requireActive(session.id)).rejects.toMatchObject({
        error: 'invalid_client',
      });
      expect(fetchesOf(application, clientId)).toBe(1);
    });

    test('has one audit event for its discovery, with what the document requested', async () => {
      const application = await startDocumentApplication(database);
      const clientId = serve(application, {
        grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
      });
      await application.clients.discover(clientId, { ip: '::ffff:203.0.113.7' });
      const [event, ...others] = await eventsOf(application, clientId);
      expect(others).toEqual([]);
      expect(event).toMatchObject({
        type: 'client.discovered',
        outcome: 'accepted',
        source: 'cimd',
        ip: '203.0.113.7',
        requested: { client_name: 'Test Client' },
        substituted: { grant_types: { registered: ['authorization_code'] } },
      });
    });

    test('is stored once when many requests discover it at the same time', async () => {
      const application = await startDocumentApplication(database);
      const clientId = serve(application);
      const found = await Promise.all(Array.from({ length: 20 }, () => authorize(application, clientId)));
      expect(new Set(found.map(({ id }) => id)).size).toBe(1);
      expect(fetchesOf(application, clientId)).toBe(1);
      expect(await eventTypesOf(application, clientId)).toEqual(['client.discovered']);
    });

    test('leaves no document behind when it is deleted, and is discovered again at its next use', async () => {
      const application = await startDocumentApplication(database);
      const clientId = serve(application);
      const { id } = await authorize(application, clientId);
      await application.admin.deleteClient(clientId);
      expect(await documentRow(application, clientId)).toBeNull();
      expect((await authorize(application, clientId)).id).not.toBe(id);
    });

    test('is never fetched once the application has pinned it', async () => {
      const application = await startDocumentApplication(database);
      const clientId = serve(application);
      await authorize(application, clientId);
      const { id } = await application.sessions.open({ clientId, subject: 'alice' });
      const pinned = {
        client_id: clientId,
        client_name: 'Ours',
        redirect_uris: ['https://client.test/callback'],
      };
      await application.admin.createClient(pinned, { actor: 'root' });
      expect(await authorize(application, clientId)).toMatchObject({ source: 'manual', clientName: 'Ours' });
      expect(fetchesOf(application, clientId)).toBe(1);
      // The client is the same, so its sessions go on.
      await application.sessions.requireActive(id);
      await expect(application.admin.createClient(pinned)).rejects.toMatchObject({ status: 400 });
      await expect(application.admin.refreshClient(clientId)).rejects.toMatchObject({ status: 400 });
    });

    test('counts towards cimd.maxClients, exactly', async () => {
      const application = await startDocumentApplication(database, { cimd: { maxClients: 2 } });
      await application.dataSource.getRepository(DcrClient).delete({ source: 'cimd' });
      const urls = Array.from({ length: 4 }, () => serve(application));
      const outcomes = await Promise.allSettled(urls.map((clientId) => authorize(application, clientId)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          expect(outcome.reason).toMatchObject({ status: 503, rejectionCause: 'cap' });
      }
      expect(await application.dataSource.getRepository(DcrClient).countBy({ source: 'cimd' })).toBe(2);
    });
  },
  everyDatabase,
);

describeDatabases(
  'three replicas that see the same unknown URL at the same moment',
  (database) => {
    test('store one client with one audit event, each with at most one fetch', async () => {
      const first = await startDocumentApplication(database);
      const others = [
        await startDocumentApplication(database, {}, first.server),
        await startDocumentApplication(database, {}, first.server),
      ];
      const replicas = [first, ...others];
      const clientId = serve(first);
      const asked = replicas.flatMap((replica) => [
        authorize(replica, clientId),
        authorize(replica, clientId),
      ]);
      expect(new Set((await Promise.all(asked)).map(({ id }) => id)).size).toBe(1);
      expect(fetchesOf(first, clientId)).toBeLessThanOrEqual(3);
      expect(await eventTypesOf(first, clientId)).toEqual(['client.discovered']);
    });
  },
  sharedDatabases,
);

describe('a URL that cannot be used', () => {
  test.each([
    ['of another client', { client_id: 'https://other.test/client.json' }, 'client_id'],
    ['with a secret', { client_secret: 'x' }, 'secret'],
    [
      'with a private key',
      { jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }] } },
      'secret',
    ],
    ['that must authenticate', { token_endpoint_auth_method: 'private_key_jwt' }, 'auth_method'],
    [
      'whose methods have a shared secret',
      { token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'] },
      'auth_method',
    ],
    ['without a name', { client_name: '' }, 'metadata'],
    ['without a redirect URI that is allowed', { redirect_uris: ['http://client.test/'] }, 'redirect_uris'],
  ])('because of a document %s is 400, and the cause is in the audit', async (_, changes, cause) => {
    const application = await startDocumentApplication();
    const clientId = serve(application, changes);
    expect(await refusalOf(authorize(application, clientId))).toMatchObject({
      error: 'invalid_client',
      status: 400,
      redirectable: false,
    });
    expect(await eventsOf(application, clientId)).toMatchObject([
      { type: 'client.rejected', source: 'cimd', cause },
    ]);
    expect(await application.dataSource.getRepository(DcrClient).count()).toBe(0);
  });

  test('because its host is not listed is 400, without a fetch', async () => {
    const application = await startDocumentApplication(undefined, { cimd: { hosts: ['other.test'] } });
    const clientId = serve(application);
    expect(await refusalOf(authorize(application, clientId))).toMatchObject({
      status: 400,
      rejectionCause: 'host',
    });
    expect(fetchesOf(application, clientId)).toBe(0);
  });

  test('is accepted with the choice of methods that ChatGPT publishes', async () => {
    const application = await startDocumentApplication();
    const methods = ['none', 'private_key_jwt'];
    const clientId = serve(application, {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_methods_supported: methods,
    });
    expect(await authorize(application, clientId)).toMatchObject({ tokenEndpointAuthMethod: 'none' });
  });

  test('gives the same answer for every reason that lies in the network', async () => {
    const application = await startDocumentApplication(undefined, {
      cimd: {
        timeout: 500,
        testHosts: {
          'missing.test': { answers: 'NXDOMAIN' },
          'private.test': { answers: ['10.0.0.1'] },
          'silent.test': { answers: 'HANG' },
          'away.test': {},
        },
      },
    });
    const answers = [];
    for (const host of ['missing.test', 'private.test', 'silent.test', 'away.test']) {
      const { error, status, description, retryAfter } = await refusalOf(
        authorize(application, newDocumentUrl(host)),
      );
      answers.push(JSON.stringify({ error, status, description, retryAfter }));
    }
    expect(new Set(answers).size).toBe(1);
    expect(JSON.parse(answers[0]!)).toMatchObject({ error: 'temporarily_unavailable', status: 503 });
  });

  test('counts per caller, and callers without an address share one limit', async () => {
    const application = await startDocumentApplication(undefined, { cimd: { maxDiscoveriesPerWindow: 2 } });
    const discover = (ip?: string) =>
      application.clients.discover(serve(application), ip === undefined ? {} : { ip });
    for (const ip of ['203.0.113.1', undefined]) {
      await discover(ip);
      await discover(ip);
      expect(await refusalOf(discover(ip))).toMatchObject({ status: 503, rejectionCause: 'throttled' });
    }
    await discover('203.0.113.2');
  });
});

describe('the policy', () => {
  test('sees the source, the URL and its host', async () => {
    const seen: unknown[] = [];
    const application = await startDocumentApplication(undefined, {
      policy: (context) => {
        seen.push(context);
        return DcrDecision.allow();
      },
    });
    const clientId = serve(application);
    await application.clients.discover(clientId, { ip: '203.0.113.7' });
    expect(seen).toMatchObject([
      { source: 'cimd', clientId, clientIdHost: 'client.test', ip: '203.0.113.7' },
    ]);
  });

  test('denies a client, which then has no row', async () => {
    const application = await startDocumentApplication(undefined, {
      policy: () => DcrDecision.deny('Not you.'),
    });
    const clientId = serve(application);
    expect(await refusalOf(authorize(application, clientId))).toMatchObject({
      status: 400,
      rejectionCause: 'policy',
    });
    expect(await application.dataSource.getRepository(DcrClient).count()).toBe(0);
  });

  test('leaves a client pending, which an administrator enables without another fetch', async () => {
    const application = await startDocumentApplication(undefined, {
      policy: () => DcrDecision.allowPending('New.'),
    });
    const clientId = serve(application);
    expect(await refusalOf(authorize(application, clientId))).toMatchObject({ status: 400 });
    await application.admin.enableClient(clientId);
    await authorize(application, clientId);
    expect(fetchesOf(application, clientId)).toBe(1);
  });

  test('that fails is 503: the client may be discovered later', async () => {
    let isFailing = true;
    const policy = () => {
      if (isFailing) throw new Error('unavailable');
      return DcrDecision.allow();
    };
    const application = await startDocumentApplication(undefined, { policy });
    const clientId = serve(application);
    expect(await refusalOf(authorize(application, clientId))).toMatchObject({
      status: 503,
      rejectionCause: 'policy_fault',
    });
    isFailing = false;
    await authorize(application, clientId);
  });
});

describe('the cleanup', () => {
  test('removes a client that is not used, and its document', async () => {
    const application = await startDocumentApplication();
    const clientId = serve(application);
    const kept = serve(application);
    await authorize(application, clientId);
    await authorize(application, kept);
    await application.dataSource
      .getRepository(DcrClient)
      .update(
        { clientId },
        { createdAt: new Date(Date.now() - 40 * DAY), lastUsedAt: new Date(Date.now() - 35 * DAY) },
      );
    expect(await application.admin.cleanUp()).toMatchObject({ idleClients: 1 });
    expect(await documentRow(application, clientId)).toBeNull();
    expect(await documentRow(application, kept)).not.toBeNull();
  });
});
