import {
  DcrAdminService,
  DcrAuditEvent,
  DcrClient,
  DcrDecision,
  type DcrError,
  type DcrModuleOptions,
  type DcrPolicyContext,
  DcrRegistrationService,
  type RegistrationExplanation,
} from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { clientCases, conformanceCases } from '../../conformance/cases.js';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { refusalOf } from '../clients/authorization.js';
import { everyDatabase } from './support/clients.js';

/** What really becomes of a registration, in the form of an explanation. */
async function registered({ nest }: TestApplication, metadata: unknown, origin = {}): Promise<object> {
  try {
    const information = await nest.get(DcrRegistrationService).register(metadata, origin);
    const { client_id: clientId, client_id_issued_at: _at, ...members } = information;
    const { client } = await nest.get(DcrAdminService).getClient(clientId);
    return {
      outcome: client.status === 'pending' ? 'pending' : 'registered',
      registered: members,
      ...(client.disabledReason !== null && { description: client.disabledReason }),
    };
  } catch (error) {
    const { error: code, description } = error as DcrError;
    return { outcome: 'refused', error: code, description };
  }
}

const withoutStep = ({ decidedBy: _step, ruleId: _rule, ...rest }: RegistrationExplanation) => rest;

async function start(
  dcr: DcrModuleOptions = {},
): Promise<{ application: TestApplication; admin: DcrAdminService }> {
  const application = await startApplication({ dcr: { enabled: true, ...dcr } });
  onTestFinished(() => application.close());
  return { application, admin: application.nest.get(DcrAdminService) };
}

describeDatabases(
  'the explanation of a registration',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    let decide: (context: DcrPolicyContext) => DcrDecision | Promise<DcrDecision>;
    const contexts: DcrPolicyContext[] = [];
    const dcr: DcrModuleOptions = {
      enabled: true,
      maxClients: 20,
      policyTimeout: 200,
      policy: (context) => {
        contexts.push(context);
        return decide(context);
      },
    };
    beforeAll(async () => {
      application = await startApplication({ database, dcr });
      admin = application.nest.get(DcrAdminService);
    });
    beforeEach(() => {
      contexts.length = 0;
      decide = () => DcrDecision.allow();
    });
    afterAll(() => application?.close());

    const origin = { ip: '203.0.113.7', userAgent: 'test' };
    /** Explains, then registers, and expects both to have the same result. */
    const explain = async (metadata: unknown = goodRegistration) => {
      const explanation = await admin.explain(metadata, origin);
      expect(withoutStep(explanation)).toEqual(await registered(application, metadata, origin));
      return explanation;
    };

    test('says what would be registered', async () => {
      expect(await explain()).toEqual({
        outcome: 'registered',
        decidedBy: 'policy',
        registered: {
          ...goodRegistration,
          grant_types: ['authorization_code'],
          response_types: ['code'],
        },
      });
    });

    test.each([
      [
        'a redirect URI that is not allowed',
        { redirect_uris: ['http://client.example.com/'] },
        'invalid_redirect_uri',
      ],
      ['a wrong member', { ...goodRegistration, client_name: 7 }, 'invalid_client_metadata'],
      ['a body that is no object', ['x'], 'invalid_client_metadata'],
      ['nothing', null, 'invalid_client_metadata'],
    ])('names the metadata for %s', async (_, metadata, error) => {
      expect(await explain(metadata)).toMatchObject({ outcome: 'refused', decidedBy: 'metadata', error });
      expect(contexts).toEqual([]);
    });

    test('asks the policy what it would decide, with the same context but for dryRun', async () => {
      await explain();
      const [dry, real] = contexts as [DcrPolicyContext, DcrPolicyContext];
      expect(dry).toEqual({ ...real, dryRun: true });
      expect(real).not.toHaveProperty('dryRun');
      expect(dry).toMatchObject({ ip: '203.0.113.7', userAgent: 'test' });
    });

    test.each([
      ['denies', () => DcrDecision.deny('Not you.'), { outcome: 'refused', description: 'Not you.' }],
      [
        'queues',
        () => DcrDecision.allowPending('Let me see.'),
        { outcome: 'pending', description: 'Let me see.' },
      ],
      ['throws', () => Promise.reject(new Error('down')), { outcome: 'refused', error: 'server_error' }],
      [
        'does not answer',
        () => new Promise<never>(() => undefined),
        { outcome: 'refused', error: 'temporarily_unavailable' },
      ],
    ])('names a policy that %s', async (_, decision, expected) => {
      decide = decision;
      expect(await explain()).toMatchObject({ decidedBy: 'policy', ...expected });
    });

    test('names the rule that decides', async () => {
      const value = 'client.example.com';
      const { rule: deny } = await admin.addRule({ kind: 'redirectHost', value, effect: 'deny' });
      expect(await explain()).toMatchObject({
        outcome: 'refused',
        decidedBy: 'rule',
        ruleId: deny.id,
        error: 'access_denied',
      });
      expect(contexts).toEqual([]);
      await admin.removeRule(deny.id);
      const { rule: queue } = await admin.addRule({
        kind: 'network',
        value: '203.0.113.0/24',
        effect: 'pending',
      });
      expect(await explain()).toMatchObject({ outcome: 'pending', decidedBy: 'rule', ruleId: queue.id });
      const { rule: allow } = await admin.addRule({ kind: 'redirectHost', value, effect: 'allow' });
      expect(await explain()).toMatchObject({ outcome: 'registered', decidedBy: 'policy' });
      decide = () => DcrDecision.allowPending('Let me see.');
      expect(await explain()).toMatchObject({ outcome: 'registered', decidedBy: 'rule', ruleId: allow.id });
      await admin.removeRule(queue.id);
      await admin.removeRule(allow.id);
    });

    test('names a pause, and needs no valid metadata then', async () => {
      await admin.pauseRegistration();
      const paused = { outcome: 'refused', decidedBy: 'paused', error: 'access_denied' };
      expect(await explain()).toMatchObject(paused);
      expect(await explain({})).toMatchObject(paused);
      await admin.resumeRegistration();
      expect(await explain()).toMatchObject({ outcome: 'registered' });
    });

    test('names the cap, also for a client that would wait for approval', async () => {
      while (((await admin.statistics()).cap?.used ?? 0) < 20)
        await registered(application, goodRegistration);
      const full = { outcome: 'refused', decidedBy: 'cap', error: 'temporarily_unavailable' };
      expect(await explain()).toMatchObject(full);
      decide = () => DcrDecision.allowPending('Let me see.');
      expect(await explain()).toMatchObject(full);
      decide = () => DcrDecision.deny('No.');
      expect(await explain()).toMatchObject({ decidedBy: 'policy' });
      await application.dataSource.createQueryBuilder().delete().from(DcrClient).execute();
    });

    test('stores, counts, audits and publishes nothing', async () => {
      const published: DcrAuditEvent[] = [];
      const subscription = admin.events.subscribe((event) => published.push(event));
      const rows = async () => {
        const { entityMetadatas } = application.dataSource;
        const counts = entityMetadatas.map(({ target }) =>
          application.dataSource.getRepository(target).count(),
        );
        return Promise.all(counts);
      };
      const before = await rows();
      for (const metadata of [goodRegistration, {}, [], { redirect_uris: ['javascript:1'] }]) {
        await admin.explain(metadata, origin);
      }
      decide = () => DcrDecision.deny('No.');
      await admin.explain(goodRegistration, origin);
      expect(await rows()).toEqual(before);
      expect(published).toEqual([]);
      subscription.unsubscribe();
    });
  },
  everyDatabase,
);

describe.each(['strict', 'substitute'] as const)(
  'with negotiation %s, the explanation is what happens',
  (negotiation) => {
    const bodies: [string, unknown][] = [
      ...conformanceCases
        .filter(({ request }) => request.body !== undefined && typeof request.body !== 'string')
        .map(({ id, request }): [string, unknown] => [id, request.body]),
      ...clientCases.map(({ client, body }): [string, unknown] => [client, body]),
    ];

    test('for every request of the conformance tests', async () => {
      const { application, admin } = await start({ negotiation, scopes: { allowed: ['read'] } });
      expect(bodies.length).toBeGreaterThan(100);
      for (const [name, body] of bodies) {
        const explanation = withoutStep(await admin.explain(body));
        expect(explanation, name).toEqual(await registered(application, body));
      }
    });
  },
);

test('An explanation does not count towards the limit', async () => {
  const { application, admin } = await start({ maxRegistrationsPerWindow: 1 });
  for (let attempt = 0; attempt < 5; attempt++) await admin.explain(goodRegistration, { ip: '127.0.0.1' });
  expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(201);
});

test('An instance of a shared client needs no room', async () => {
  const { admin, application } = await start({ instances: 'shared', maxClients: 1 });
  await registered(application, goodRegistration);
  expect(await admin.explain(goodRegistration)).toMatchObject({ outcome: 'registered' });
  const other = { ...goodRegistration, client_name: 'Other' };
  expect(await admin.explain(other)).toMatchObject({ outcome: 'refused', decidedBy: 'cap' });
});

test('Nothing is explained while the database is unavailable', async () => {
  const { application, admin } = await start();
  await application.dataSource.destroy();
  expect(await refusalOf(admin.explain(goodRegistration))).toMatchObject({
    error: 'temporarily_unavailable',
    status: 503,
  });
});
