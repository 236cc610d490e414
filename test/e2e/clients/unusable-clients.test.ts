import { DcrClient, DcrClientService, DcrRegistrationService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { ask, refusalOf } from './authorization.js';

describeDatabases(
  'a client that cannot be used',
  (database) => {
    let application: TestApplication;
    let service: DcrClientService;
    const register = async (changes: Partial<DcrClient> = {}) => {
      const { client_id: clientId } = await application.nest
        .get(DcrRegistrationService)
        .register(goodRegistration);
      await application.dataSource
        .getRepository(DcrClient)
        .update({ clientId }, { lastUsedAt: null, ...changes });
      return clientId;
    };
    const lastUse = async (clientId: string) =>
      (await application.dataSource.getRepository(DcrClient).findOneByOrFail({ clientId })).lastUsedAt;

    beforeAll(async () => {
      application = await startApplication({ database, dcr: { enabled: true } });
      service = application.nest.get(DcrClientService);
    });
    afterAll(() => application?.close());

    test.each([
      ['disabled', 'The client is disabled.'],
      ['pending', 'The client is waiting for the approval of an administrator.'],
    ] as const)('because it is %s is refused with the reason', async (status, description) => {
      const clientId = await register({ status });
      expect(await service.findActive(clientId)).toBeNull();
      const atAuthorize = await refusalOf(ask(service, 'authorize', clientId));
      expect(atAuthorize).toMatchObject({ error: 'invalid_client', redirectable: false, description });
      const atToken = await refusalOf(ask(service, 'authenticate', clientId));
      expect(atToken).toMatchObject({ error: 'invalid_client', status: 401, description });
      expect(await lastUse(clientId)).toBeNull();
    });

    test.each([
      ['does not exist', () => 'dcr_00000000000000000000000000000000'],
      ['is empty', () => ''],
      ['is an existing id in capitals', (id: string) => id.toUpperCase()],
      ['has a trailing space', (id: string) => `${id} `],
      ['has a trailing NUL', (id: string) => `${id}\0`],
      ['is too long', (id: string) => id.repeat(1_000)],
      ['is a list', (id: string) => [id] as unknown as string],
      ['is an object', () => ({ $ne: null }) as unknown as string],
      ['is undefined', () => undefined as unknown as string],
    ])('because its id %s is unknown', async (_, change) => {
      const clientId = change(await register());
      const description = 'The client is not known.';
      expect(await service.findActive(clientId)).toBeNull();
      const atAuthorize = await refusalOf(ask(service, 'authorize', clientId));
      expect(atAuthorize).toMatchObject({ error: 'invalid_client', redirectable: false, description });
      const atToken = await refusalOf(ask(service, 'authenticate', clientId));
      expect(atToken).toMatchObject({ error: 'invalid_client', status: 401, description });
    });

    test('because it did not register for the grant is refused with unauthorized_client', async () => {
      const clientId = await register();
      const refusal = await refusalOf(service.authenticate({ clientId, grantType: 'refresh_token' }));
      expect(refusal).toMatchObject({ error: 'unauthorized_client', status: 400 });
      expect(await lastUse(clientId)).toBeNull();
    });
  },
  ['better-sqlite3', 'sqljs', 'postgres', 'mariadb'],
);
