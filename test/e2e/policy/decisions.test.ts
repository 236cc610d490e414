import { DcrAuditEvent, DcrClient, DcrClientService, DcrDecision, type DcrPolicyFunction } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { authorizationRequest, refusalOf } from '../clients/authorization.js';

/** Looks like a decision, but was not made by `DcrDecision`. */
const lookAlike = { outcome: 'allow', reason: undefined };

/** Selected by `software_id`. */
const policies: Record<string, DcrPolicyFunction> = {
  allows: () => DcrDecision.allow(),
  'allows later': async () => Promise.resolve(DcrDecision.allow()),
  denies: () => DcrDecision.deny('Only our own clients may register here.'),
  'denies with special characters': () => DcrDecision.deny('no "quotes"\\ é\r\n\0🚀 ' + 'x'.repeat(600)),
  'denies without a reason': () => DcrDecision.deny(''),
  'waits for approval': () => DcrDecision.allowPending('Asks for more than usual.'),
};

const faults: Record<string, () => unknown> = {
  'returns nothing': () => undefined,
  'returns null': () => null,
  'returns true': () => true,
  'returns an empty object': () => ({}),
  'returns a look-alike': () => lookAlike,
  'returns a copy of a decision': () => Object.assign({}, DcrDecision.allow()),
  'returns the class': () => DcrDecision,
  // oxlint-disable-next-line typescript/unbound-method -- this mistake is tested
  'returns the method': () => DcrDecision.allow,
  'promises nothing': () => Promise.resolve(),
  'promises true': () => Promise.resolve(true),
  throws: () => {
    throw new Error('secret detail');
  },
  'throws nothing at all': () => {
    // oxlint-disable-next-line only-throw-error -- an application may throw anything
    throw undefined;
  },
  'throws a denial': () => {
    // oxlint-disable-next-line only-throw-error -- this mistake is tested
    throw DcrDecision.allow();
  },
  rejects: () => Promise.reject(new Error('secret detail')),
};

describe('the decision of a policy', () => {
  let application: TestApplication;
  beforeAll(async () => {
    const all = { ...policies, ...faults } as Record<string, DcrPolicyFunction>;
    const policy: DcrPolicyFunction = (context, signal) => all[context.softwareId!]!(context, signal);
    application = await startApplication({
      dcr: { enabled: true, policy, maxRegistrationsPerWindow: 1_000 },
    });
  });
  afterAll(() => application?.close());

  const post = (softwareId: string) =>
    postJson(`${application.url}/register`, { ...goodRegistration, software_id: softwareId });
  const stored = (softwareId: string) =>
    application.dataSource.getRepository(DcrClient).findOneBy({ softwareId });
  const rejection = async (userAgent: string) =>
    application.dataSource.getRepository(DcrAuditEvent).findOneBy({ userAgent });

  test.each(['allows', 'allows later'])('registers the client if it %s', async (softwareId) => {
    const answer = await post(softwareId);
    expect(answer.status, answer.text).toBe(201);
    expect(await stored(softwareId)).toMatchObject({
      status: 'active',
      clientId: answer.json()['client_id'],
    });
  });

  test('refuses with its reason', async () => {
    const answer = await post('denies');
    expectError(answer, 400, 'invalid_client_metadata');
    expect(answer.json()['error_description']).toBe('Only our own clients may register here.');
    expect(await stored('denies')).toBeNull();
  });

  test('refuses with a reason that is made valid for an error_description', async () => {
    const answer = await post('denies with special characters');
    expectError(answer, 400, 'invalid_client_metadata');
    expect(answer.json()['error_description']).toMatch(/^no \?quotes\?\? \?+ x{400,}$/);
    expect(answer.json()['error_description']).toHaveLength(500);
  });

  test('refuses with a default description if it gives no reason', async () => {
    const answer = await post('denies without a reason');
    expectError(answer, 400, 'invalid_client_metadata');
    expect(answer.json()['error_description']).toBe('The registration policy refused this client.');
  });

  test('leaves a client pending, and unusable', async () => {
    const answer = await post('waits for approval');
    expect(answer.status, answer.text).toBe(201);
    expect(answer.text).not.toContain('Asks for more');
    const clientId = answer.json()['client_id'] as string;
    expect(await stored('waits for approval')).toMatchObject({
      clientId,
      status: 'pending',
      disabledReason: 'Asks for more than usual.',
    });
    const service = application.nest.get(DcrClientService);
    expect(await service.findActive(clientId)).toBeNull();
    const refusal = await refusalOf(service.authorize(authorizationRequest(clientId)));
    expect(refusal).toMatchObject({ error: 'invalid_client', redirectable: false });
    expect(refusal.description).toMatch(/approval/);
    const event = await application.dataSource.getRepository(DcrAuditEvent).findOneByOrFail({ clientId });
    expect(event).toMatchObject({ type: 'client.registered', reason: 'Asks for more than usual.' });
  });

  test.each(Object.keys(faults))(
    'registers no client and reveals nothing if the policy %s',
    async (softwareId) => {
      const answer = await postJson(
        `${application.url}/register`,
        { ...goodRegistration, software_id: softwareId },
        { 'user-agent': softwareId },
      );
      expectError(answer, 500, 'server_error');
      expect(answer.json()['error_description']).toBe('The server could not complete the request.');
      expect(await stored(softwareId)).toBeNull();
      expect(await rejection(softwareId)).toMatchObject({ type: 'client.rejected', error: 'server_error' });
    },
  );
});
