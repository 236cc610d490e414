import { DcrClient, DcrClientService, DcrRegistrationService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { ask, refusalOf } from './authorization.js';

const uses = ['authorize', 'authenticate'] as const;

describeDatabases('the use of a client', (database) => {
  let application: TestApplication;
  let service: DcrClientService;
  const clients = () => application.dataSource.getRepository(DcrClient);
  const register = async (secondsAgo?: number) => {
    const { client_id: clientId } = await application.nest
      .get(DcrRegistrationService)
      .register(goodRegistration);
    const lastUsedAt = secondsAgo === undefined ? null : new Date(Date.now() - secondsAgo * 1_000);
    await clients().update({ clientId }, { lastUsedAt });
    return { clientId, lastUsedAt };
  };
  const lastUse = async (clientId: string) => (await clients().findOneByOrFail({ clientId })).lastUsedAt;

  beforeAll(async () => {
    application = await startApplication({ database, dcr: { enabled: true } });
    service = application.nest.get(DcrClientService);
  });
  afterAll(() => application?.close());

  test.each(uses)('is recorded by %s', async (method) => {
    const { clientId } = await register();
    await ask(service, method, clientId);
    expect(Math.abs((await lastUse(clientId))!.getTime() - Date.now())).toBeLessThan(5_000);
  });

  test.each(uses)('is not recorded by %s again within a minute', async (method) => {
    const { clientId, lastUsedAt } = await register(50);
    await ask(service, method, clientId);
    expect(await lastUse(clientId)).toEqual(lastUsedAt);
  });

  test.each(uses)('is recorded by %s again after a minute', async (method) => {
    const { clientId, lastUsedAt } = await register(61);
    await ask(service, method, clientId);
    expect((await lastUse(clientId))!.getTime()).toBeGreaterThan(lastUsedAt!.getTime() + 30_000);
  });

  test('is not recorded by findActive', async () => {
    const { clientId } = await register();
    expect(await service.findActive(clientId)).toMatchObject({ clientId });
    expect(await lastUse(clientId)).toBeNull();
  });

  test.each(uses)('by %s fails if the client is deleted meanwhile', async (method) => {
    const { clientId } = await register();
    // Right after the row is read and before its use is recorded.
    application.dataSource.subscribers.push({
      afterLoad: async (entity: unknown, event) => {
        // On the same connection: a pool of one has no other.
        if (entity instanceof DcrClient)
          await event!.manager.delete(DcrClient, { clientId: entity.clientId });
      },
    });
    onTestFinished(() => void application.dataSource.subscribers.splice(0));
    const refusal = await refusalOf(ask(service, method, clientId));
    expect(refusal).toMatchObject({ error: 'invalid_client', description: 'The client is not known.' });
    expect(await clients().existsBy({ clientId })).toBe(false);
  });
});
