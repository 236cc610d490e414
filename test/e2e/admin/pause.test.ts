import { DcrAdminService, DcrAuditEvent, DcrMetadataService, DcrRegistrationService } from 'nestjs-dcr';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration, hostileShapes } from '../../support/hostile-shapes.js';
import { postJson, send } from '../../support/http.js';
import { refusalOf } from '../clients/authorization.js';

const issuer = 'https://as.example';
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
};

describeDatabases(
  'a pause of registration, on two replicas',
  (database) => {
    let applications: [TestApplication, TestApplication];
    const admin = (index: 0 | 1) => applications[index].nest.get(DcrAdminService);
    const register = (application: TestApplication) =>
      postJson(`${application.url}/register`, goodRegistration);
    const announced = async (application: TestApplication) => {
      const document = await send(`${application.url}/.well-known/oauth-authorization-server`, {
        method: 'GET',
      });
      return document.json()['registration_endpoint'];
    };

    beforeAll(async () => {
      const dcr = { enabled: true, maxRegistrationsPerWindow: 1_000, metadata };
      applications = [await startApplication({ database, dcr }), await startApplication({ database, dcr })];
    });
    afterEach(() => admin(0).resumeRegistration());
    afterAll(() => Promise.all(applications.map((application) => application.close())));

    test('refuses every registration at once and removes the endpoint from the metadata until it is resumed', async () => {
      for (const application of applications) {
        expect((await register(application)).status).toBe(201);
        expect(await announced(application)).toBe(`${issuer}/register`);
      }
      for (let round = 0; round < 2; round++) {
        const [one, other] = round % 2 ? ([1, 0] as const) : ([0, 1] as const);
        await admin(one).pauseRegistration({ actor: 'root', reason: 'a flood' });
        for (const application of applications) {
          expectError(await register(application), 403, 'access_denied');
          for (const { name, request } of hostileShapes) {
            const refused = await send(`${application.url}/register`, request);
            expect({ name, status: refused.status }).toEqual({ name, status: 403 });
          }
          const pipeline = application.nest.get(DcrRegistrationService).register(goodRegistration);
          expect(await refusalOf(pipeline)).toMatchObject({ error: 'access_denied', status: 403 });
          expect(await announced(application)).toBeUndefined();
          const described = await application.nest.get(DcrMetadataService).describe({ issuer });
          expect(described).not.toHaveProperty('registration_endpoint');
          expect(await application.nest.get(DcrAdminService).statistics()).toMatchObject({
            paused: { by: 'root', reason: 'a flood', since: expect.any(Date) },
          });
        }
        await admin(other).resumeRegistration();
        for (const application of applications) {
          expect((await register(application)).status).toBe(201);
          expect(await announced(application)).toBe(`${issuer}/register`);
          expect(await application.nest.get(DcrAdminService).statistics()).toMatchObject({ paused: false });
        }
      }
    });

    test('is audited once, with who and why, even if it is repeated', async () => {
      const events = applications[0].dataSource.getRepository(DcrAuditEvent);
      await events.createQueryBuilder().delete().execute();
      const by = { actor: 'root', reason: 'a flood' };
      await Promise.all([0, 1, 0, 1].map((index) => admin(index as 0 | 1).pauseRegistration(by)));
      await Promise.all([0, 1, 0, 1].map((index) => admin(index as 0 | 1).resumeRegistration(by)));
      await admin(1).resumeRegistration(by);
      const written = await events.find({ order: { createdAt: 'ASC', id: 'ASC' } });
      expect(written.map(({ type }) => type).toSorted()).toEqual([
        'registration.paused',
        'registration.resumed',
      ]);
      for (const event of written) expect(event).toMatchObject({ ...by, clientId: null, outcome: null });
    });

    test('reports who, why and since when, even if these were not given or the audit has expired', async () => {
      const paused = async () => (await admin(1).statistics()).paused;
      const before = Date.now();
      await admin(0).pauseRegistration({ actor: 'root', reason: 'a flood' });
      const reported = await paused();
      await admin(1).pauseRegistration({ actor: 'someone else' });
      expect(await paused()).toEqual(reported);
      expect(reported).toEqual({ by: 'root', reason: 'a flood', since: expect.any(Date) });
      const { since } = reported as { since: Date };
      expect(Math.abs(since.getTime() - before)).toBeLessThan(5_000);

      await applications[0].dataSource.getRepository(DcrAuditEvent).createQueryBuilder().delete().execute();
      expect(await paused()).toEqual({ by: null, reason: null, since });
      await admin(0).resumeRegistration();
      expect(await paused()).toBe(false);
      await admin(0).pauseRegistration();
      expect(await paused()).toEqual({ by: null, reason: null, since: expect.any(Date) });
    });

    test('refuses every request that arrives after it has begun', async () => {
      await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          if (at === 10) await admin(0).pauseRegistration();
          else await register(applications[at % 2]!);
        }),
      );
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, at) => register(applications[at % 2]!)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
    });

    test('has its refusals counted in the audit like any others', async () => {
      await admin(0).pauseRegistration();
      await register(applications[1]);
      const [event] = (await admin(0).listAuditEvents({ error: 'access_denied', limit: 1 })).items;
      expect(event).toMatchObject({ type: 'client.rejected', outcome: 'rejected', ip: '127.0.0.1' });
    });
  },
  ['better-sqlite3', 'postgres'],
);
