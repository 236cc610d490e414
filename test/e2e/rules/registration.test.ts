import {
  DcrAdminService,
  DcrAuditEvent,
  DcrClient,
  DcrDecision,
  type DcrPolicyFunction,
  DcrRule,
} from 'nestjs-dcr';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { describeDatabases } from '../../support/databases.js';
import { type HttpAnswer, postJson } from '../../support/http.js';

const EVIL = 'https://evil.example/callback';
const GOOD = 'https://good.example/callback';

function register(
  { url }: TestApplication,
  redirectUris: string[],
  metadata: object = {},
): Promise<HttpAnswer> {
  return postJson(`${url}/register`, { redirect_uris: redirectUris, ...metadata });
}

async function statusOf(application: TestApplication, answer: HttpAnswer): Promise<string | undefined> {
  expect(answer.status, answer.text).toBe(201);
  const clientId = answer.json()['client_id'] as string;
  return (await application.dataSource.getRepository(DcrClient).findOneBy({ clientId }))?.status;
}

describeDatabases('rules of an operator', (database) => {
  let application: TestApplication;
  let admin: DcrAdminService;
  const policy = vi.fn<DcrPolicyFunction>();
  const events = () => application.dataSource.getRepository(DcrAuditEvent);

  beforeAll(async () => {
    application = await startApplication({
      database,
      dcr: { enabled: true, maxRegistrationsPerWindow: 10_000, policy },
    });
    admin = application.nest.get(DcrAdminService);
  });
  afterEach(async () => {
    for (const { id } of (await admin.listRules({ limit: 500 })).items) await admin.removeRule(id);
    policy.mockReset();
  });
  afterAll(() => application?.close());

  const allowAll = () => policy.mockReturnValue(DcrDecision.allow());

  test('a deny rule answers 403 without asking the policy, and the audit has the id of the rule', async () => {
    allowAll();
    const by = { actor: 'root', reason: 'phishing' };
    const { rule } = await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'deny' }, by);
    expectError(await register(application, [GOOD, EVIL]), 403, 'access_denied');
    expect(policy).not.toHaveBeenCalled();
    expect(await statusOf(application, await register(application, [GOOD]))).toBe('active');

    const [rejected] = await events().find({ where: { ruleId: rule.id, type: 'client.rejected' } });
    expect(rejected).toMatchObject({ outcome: 'rejected', error: 'access_denied', cause: 'rule' });
    expect(rejected!.requested).toMatchObject({ redirect_uris: [GOOD, EVIL] });
    expect((await admin.listAuditEvents({ cause: 'rule', limit: 1 })).items).toMatchObject([
      { ruleId: rule.id },
    ]);

    await admin.removeRule(rule.id, { actor: 'root' });
    expect(await statusOf(application, await register(application, [EVIL]))).toBe('active');
    expect(
      await events().find({ where: { ruleId: rule.id }, order: { createdAt: 'ASC', id: 'ASC' } }),
    ).toMatchObject([
      { type: 'rule.added', ...by, description: 'deny redirectHost evil.example', outcome: null },
      { type: 'client.rejected' },
      { type: 'rule.removed', actor: 'root', description: 'deny redirectHost evil.example' },
    ]);
  });

  test('a deny rule wins over an allow rule, and an allow rule over a pending rule', async () => {
    allowAll();
    await admin.addRule({ kind: 'network', value: '127.0.0.0/8', effect: 'pending' });
    expect(await statusOf(application, await register(application, [GOOD]))).toBe('pending');
    await admin.addRule({ kind: 'redirectHost', value: 'good.example', effect: 'allow' });
    expect(await statusOf(application, await register(application, [GOOD]))).toBe('active');
    expect(await statusOf(application, await register(application, [EVIL]))).toBe('pending');
    await admin.addRule({ kind: 'redirectHost', value: 'good.example', effect: 'deny' });
    expectError(await register(application, [GOOD]), 403, 'access_denied');
  });

  test('an allow rule lets in what the policy would queue, but not what it denies or what is invalid', async () => {
    const { rule } = await admin.addRule({ kind: 'redirectHost', value: 'good.example', effect: 'allow' });
    policy.mockReturnValue(DcrDecision.allowPending('new'));
    const allowed = await register(application, [GOOD]);
    expect(await statusOf(application, allowed)).toBe('active');
    const clientId = allowed.json()['client_id'] as string;
    expect(await events().findOneBy({ clientId })).toMatchObject({ ruleId: rule.id, reason: null });
    policy.mockReturnValue(DcrDecision.deny('No.'));
    expectError(await register(application, [GOOD]), 400, 'invalid_client_metadata');
    allowAll();
    expectError(await register(application, [`${GOOD}#fragment`]), 400, 'invalid_redirect_uri');
    const unchanged = await register(application, [GOOD]);
    expect(await events().findOneBy({ clientId: unchanged.json()['client_id'] as string })).toMatchObject({
      ruleId: null,
    });
  });

  test('a pending rule queues a client, with the reason of the rule, or with that of the policy', async () => {
    allowAll();
    const by = { reason: 'look at these first' };
    const { rule } = await admin.addRule({ kind: 'redirectHost', value: '*.example', effect: 'pending' }, by);
    const answer = await register(application, [GOOD]);
    expect(await statusOf(application, answer)).toBe('pending');
    const { client, recentEvents } = await admin.getClient(answer.json()['client_id'] as string);
    expect(client.disabledReason).toBe(by.reason);
    expect(recentEvents).toMatchObject([{ type: 'client.registered', ruleId: rule.id, reason: by.reason }]);
    policy.mockReturnValue(DcrDecision.allowPending('the policy'));
    const queued = await admin.getClient((await register(application, [GOOD])).json()['client_id'] as string);
    expect(queued.client).toMatchObject({ status: 'pending', disabledReason: 'the policy' });
    policy.mockReturnValue(DcrDecision.deny('No.'));
    expectError(await register(application, [GOOD]), 400, 'invalid_client_metadata');
  });

  test('one redirect URI is enough for deny and pending; for allow, each must be on a host of an allow rule', async () => {
    policy.mockReturnValue(DcrDecision.allowPending('new'));
    const other = 'https://other.example/callback';
    await admin.addRule({ kind: 'redirectHost', value: 'good.example', effect: 'allow' });
    expect(await statusOf(application, await register(application, [GOOD, other]))).toBe('pending');
    await admin.addRule({ kind: 'redirectHost', value: 'other.example', effect: 'allow' });
    expect(await statusOf(application, await register(application, [GOOD, other]))).toBe('active');
    allowAll();
    await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'pending' });
    expect(await statusOf(application, await register(application, [GOOD, EVIL]))).toBe('pending');
  });

  test('a fingerprint is that of the redirect URIs, so that no other software_id or port evades it', async () => {
    allowAll();
    const uris = ['http://127.0.0.1:4711/evil', GOOD];
    for (const metadata of [{}, { software_id: 'evil' }]) {
      const { client } = await admin.getClient(
        (await register(application, uris, metadata)).json()['client_id'] as string,
      );
      const { rule } = await admin.addRule({
        kind: 'fingerprint',
        value: client.fingerprint,
        effect: 'deny',
      });
      for (const again of [{}, { software_id: 'evil' }, { software_id: 'other', client_name: 'Other' }]) {
        const moved = [GOOD, 'http://127.0.0.1:9999/evil'];
        expectError(await register(application, moved, again), 403, 'access_denied');
      }
      expect((await register(application, [GOOD])).status).toBe(201);
      await admin.removeRule(rule.id);
    }
  });

  test('a rule never changes a client that has registered before', async () => {
    allowAll();
    const answer = await register(application, [EVIL]);
    policy.mockReturnValue(DcrDecision.allowPending('new'));
    const waiting = (await register(application, [EVIL])).json()['client_id'] as string;
    const refused = (await register(application, [EVIL])).json()['client_id'] as string;
    await admin.disableClient(refused, { reason: 'no' });
    await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'allow' });
    await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'deny' });
    expect(await statusOf(application, answer)).toBe('active');
    expect((await admin.getClient(waiting)).client.status).toBe('pending');
    expect((await admin.getClient(refused)).client.status).toBe('disabled');
    expect((await admin.enableClient(waiting)).client.status).toBe('active');
  });

  test('a preregistration is the operator’s own, and no rule applies to it', async () => {
    await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'deny' });
    expect((await admin.createClient({ redirect_uris: [EVIL] })).client.status).toBe('active');
  });

  test('a rule has no effect once it has expired, and the cleanup removes it', async () => {
    allowAll();
    const expiresAt = new Date(Date.now() + 60_000);
    const { rule } = await admin.addRule({
      kind: 'redirectHost',
      value: 'evil.example',
      effect: 'deny',
      expiresAt,
    });
    expect(rule.expiresAt).toEqual(expiresAt);
    expectError(await register(application, [EVIL]), 403, 'access_denied');
    expect(await admin.cleanUp({ dryRun: true })).toMatchObject({ rules: 0 });
    // As if a minute had passed for the row, and this process had read it again.
    const rows = application.dataSource.getRepository(DcrRule);
    await rows.update({ id: rule.id }, { expiresAt: new Date(Date.now() - 1_000) });
    await admin.addRule({ kind: 'redirectHost', value: 'unrelated.example', effect: 'deny' });
    expect((await register(application, [EVIL])).status).toBe(201);
    expect((await admin.listRules()).items).toHaveLength(2);
    expect(await admin.cleanUp({ dryRun: true })).toMatchObject({ rules: 1 });
    expect(await admin.cleanUp()).toMatchObject({ rules: 1 });
    expect((await admin.listRules()).items).toMatchObject([{ value: 'unrelated.example' }]);
    expect(await events().findOneBy({ ruleId: rule.id, type: 'rule.removed' })).toMatchObject({
      reason: 'expired',
      actor: null,
    });
  });
});

describe.each(adapters)('on %s', (adapter) => {
  test('a denial is answered in the form of the RFC, and says nothing about the rule', async () => {
    const application = await startApplication({ adapter, dcr: { enabled: true } });
    onTestFinished(() => application.close());
    const admin = application.nest.get(DcrAdminService);
    await admin.addRule(
      { kind: 'redirectHost', value: 'evil.example', effect: 'deny' },
      { reason: 'secret' },
    );
    const answer = await register(application, [EVIL]);
    expectError(answer, 403, 'access_denied');
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(answer.text).not.toMatch(/evil|secret|rule/);
  });
});
