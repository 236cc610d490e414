import { DcrDecision, type DcrPolicyFunction } from 'nestjs-dcr';
import { expect, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  CALLBACK,
  documentRow,
  eventsOf,
  eventTypesOf,
  expire,
  fetchesOf,
  newDocumentUrl,
  serve,
  startDocumentApplication,
} from '../cimd/support/documents.js';

const EVIL = 'https://evil.example/callback';

describeDatabases('rules about clients with metadata documents', (database) => {
  const start = async (policy?: DcrPolicyFunction) => {
    const application = await startDocumentApplication(database, { ...(policy && { policy }) });
    for (const { id } of (await application.admin.listRules()).items) await application.admin.removeRule(id);
    return application;
  };

  test('a denied URL is answered 400 without a connection, and audited with the rule', async () => {
    const application = await start();
    const { admin, clients } = application;
    const denied = newDocumentUrl('other.test');
    const { rule } = await admin.addRule({ kind: 'clientId', value: 'https://other.test/*', effect: 'deny' });
    const refusal = await refusalOf(clients.discover(denied));
    expect(refusal).toMatchObject({ error: 'invalid_client', status: 400 });
    expect(refusal.description).not.toMatch(/rule|deny|block/i);
    expect(fetchesOf(application, denied)).toBe(0);
    expect(await eventsOf(application, denied)).toMatchObject([
      { type: 'client.rejected', source: 'cimd', cause: 'rule', ruleId: rule.id },
    ]);
    expect((await clients.discover(serve(application))).status).toBe('active');
  });

  test('a document with a denied redirect URI is not stored', async () => {
    const application = await start();
    const clientId = serve(application, { redirect_uris: [CALLBACK, EVIL] });
    await application.admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'deny' });
    expect(await refusalOf(application.clients.discover(clientId))).toMatchObject({ status: 400 });
    expect(await documentRow(application, clientId)).toBeNull();
  });

  test('a fresh copy is refused too, on every replica, until the rule is removed; sessions go on', async () => {
    const application = await start();
    // Two applications on sql.js have a database each.
    const isShared = database.kind !== 'sqljs';
    const other = isShared ? await startDocumentApplication(database, {}, application.server) : application;
    const clientId = serve(application);
    const { clientId: id } = await application.clients.discover(clientId);
    await other.clients.discover(clientId);
    const { id: session } = await application.sessions.open({ clientId: id, subject: 'alice' });
    for (const rule of [
      { kind: 'clientId', value: clientId, effect: 'deny' },
      { kind: 'redirectHost', value: 'client.test', effect: 'deny' },
    ] as const) {
      const added = await application.admin.addRule(rule);
      for (const replica of [other, application]) {
        expect(await refusalOf(replica.clients.discover(clientId))).toMatchObject({ status: 400 });
        expect(await refusalOf(authorize(replica, clientId))).toMatchObject({ redirectable: false });
      }
      expect((await application.clients.authenticate({ clientId })).status).toBe('active');
      await application.sessions.requireActive(session);
      await application.admin.removeRule(added.rule.id);
      expect((await other.clients.discover(clientId)).status).toBe('active');
    }
    expect(fetchesOf(application, clientId)).toBe(1);
  });

  test('a pending rule queues a new document, and no rule changes a client that is known', async () => {
    const application = await start();
    const { admin, clients } = application;
    const known = serve(application);
    await clients.discover(known);
    const { rule } = await admin.addRule({ kind: 'redirectHost', value: 'client.test', effect: 'pending' });
    const clientId = serve(application);
    expect(await refusalOf(clients.discover(clientId))).toMatchObject({ error: 'invalid_client' });
    expect((await admin.getClient(clientId)).client.status).toBe('pending');
    expect(await eventsOf(application, clientId)).toMatchObject([
      { type: 'client.discovered', ruleId: rule.id },
    ]);
    expect((await clients.discover(known)).status).toBe('active');
    await admin.addRule({ kind: 'clientId', value: clientId, effect: 'allow' });
    expect(await refusalOf(clients.discover(clientId))).toMatchObject({ error: 'invalid_client' });
    await admin.disableClient(clientId);
    expect(await refusalOf(clients.discover(clientId))).toMatchObject({ error: 'invalid_client' });
  });

  test('an allow rule lets in a document that the policy would queue; a network rule does not apply', async () => {
    const application = await start(() => DcrDecision.allowPending('new'));
    const { admin, clients } = application;
    await admin.addRule({ kind: 'network', value: '0.0.0.0/0', effect: 'deny' });
    await admin.addRule({ kind: 'clientId', value: 'https://client.test/*', effect: 'allow' });
    expect((await clients.discover(serve(application), { ip: '192.0.2.1' })).status).toBe('active');
  });

  test('a document that changes to something denied is withdrawn without asking the policy', async () => {
    const policy = vi.fn<DcrPolicyFunction>(() => DcrDecision.allow());
    const application = await start(policy);
    const { admin, clients } = application;
    const clientId = serve(application);
    await clients.discover(clientId);
    const { rule } = await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'deny' });
    serve(application, { redirect_uris: [CALLBACK, EVIL] }, clientId);
    await expire(application, clientId);
    expect(await refusalOf(clients.discover(clientId))).toMatchObject({ status: 400 });
    expect(policy).toHaveBeenCalledTimes(1);
    expect((await admin.getClient(clientId)).client.redirectUris).toEqual([CALLBACK]);
    expect(
      (await eventsOf(application, clientId)).find(({ type }) => type === 'client.withdrawn'),
    ).toMatchObject({
      cause: 'rule',
      ruleId: rule.id,
    });
    await admin.removeRule(rule.id);
    await expire(application, clientId);
    expect((await clients.discover(clientId)).redirectUris).toEqual([CALLBACK, EVIL]);
    expect(await eventTypesOf(application, clientId)).toContain('client.document_changed');
  });

  test('a widened document becomes pending by a rule, as by the policy', async () => {
    const application = await start();
    const { admin, clients } = application;
    const clientId = serve(application);
    await clients.discover(clientId);
    const { rule } = await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'pending' });
    serve(application, { redirect_uris: [CALLBACK, EVIL] }, clientId);
    await expire(application, clientId);
    expect(await refusalOf(clients.discover(clientId))).toMatchObject({ error: 'invalid_client' });
    expect((await admin.getClient(clientId)).client.status).toBe('pending');
    expect(
      (await eventsOf(application, clientId)).find(({ type }) => type === 'client.document_changed'),
    ).toMatchObject({ ruleId: rule.id });
  });

  test('a discovery in flight is refused if a rule is added meanwhile', async () => {
    let decide: ((decision: DcrDecision) => void) | undefined;
    const asked = vi.fn();
    const application = await start(
      () =>
        new Promise((resolve) => {
          decide = resolve;
          asked();
        }),
    );
    const clientId = serve(application);
    const discovery = refusalOf(application.clients.discover(clientId));
    await expect.poll(() => asked.mock.calls.length).toBe(1);
    await application.admin.addRule({ kind: 'clientId', value: clientId, effect: 'deny' });
    decide!(DcrDecision.allow());
    expect(await discovery).toMatchObject({ error: 'invalid_client', status: 400 });
    expect(await documentRow(application, clientId)).toBeNull();
  });
});
