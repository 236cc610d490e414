import {
  DcrAdminService,
  DcrClientService,
  DcrMetadataService,
  DcrRegistrationService,
  DcrSessionService,
  DCR_SESSION_REVOKER,
  mcpCompatibility,
  type DcrSessionRevoker,
} from 'nestjs-dcr';
import { providerSessionRevoker, type AttachDcrServices } from 'nestjs-dcr/oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../support/application.js';
import { serveProvider, type ServedProvider } from './support/served-provider.js';

const OWN = {
  client_id: 'own',
  redirect_uris: ['https://app.example/callback'],
  token_endpoint_auth_method: 'none' as const,
};

describe('Tokens of a provider next to this package', () => {
  let application: TestApplication;
  let served: ServedProvider;
  let services: AttachDcrServices;
  let clientId: string;

  beforeAll(async () => {
    let revoker: DcrSessionRevoker | undefined;
    // The provider needs the services of its application.
    const late: DcrSessionRevoker = { revoke: (session) => revoker!.revoke(session) };
    const providers = [{ provide: DCR_SESSION_REVOKER, useValue: late }];
    application = await startApplication({ dcr: mcpCompatibility(), providers });
    services = {
      clients: application.nest.get(DcrClientService),
      sessions: application.nest.get(DcrSessionService),
      metadata: application.nest.get(DcrMetadataService),
    };
    served = await serveProvider(services, [OWN]);
    revoker = providerSessionRevoker(served.provider);
    const { redirect_uris } = OWN;
    clientId = (await application.nest.get(DcrRegistrationService).register({ redirect_uris })).client_id;
  });
  afterAll(async () => {
    served?.close();
    await application?.close();
  });

  test("are issued to the application's own client as before, without a session", async () => {
    const answer = await served.redeemFor('own');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ access_token: expect.any(String) });
    expect(await services.sessions.findByExternalId(answer.grantId)).toBeNull();
  });

  test('are issued to a registered client with a session', async () => {
    const answer = await served.redeemFor(clientId);
    expect(answer.status).toBe(200);
    expect(await services.sessions.findByExternalId(answer.grantId)).toMatchObject({
      clientId,
      subject: 'alice',
    });
  });

  test('end by a revocation, which may be repeated', async () => {
    const { grantId } = await served.redeemFor(clientId);
    const session = (await services.sessions.findByExternalId(grantId))!;
    await application.nest.get(DcrAdminService).revokeSessions(clientId);
    expect(await served.provider.Grant.find(grantId)).toBeUndefined();
    const revoker = providerSessionRevoker(served.provider);
    await expect(revoker.revoke(session)).resolves.toBeUndefined();
    await expect(revoker.revoke(Object.assign(session, { externalId: null }))).resolves.toBeUndefined();
  });

  test('are a 503 if it cannot be determined whether the session is active', async () => {
    const unavailable = () => Promise.reject(new Error('ECONNREFUSED'));
    const sessions = { openOrRequireActive: unavailable, findByExternalId: unavailable, close: unavailable };
    const cut = await serveProvider({ ...services, sessions });
    const answer = await cut.redeemFor(clientId);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.any(String),
    });
    cut.close();
  });

  test('are not issued to a client that was removed meanwhile', async () => {
    const gone = (
      await application.nest.get(DcrRegistrationService).register({ redirect_uris: OWN.redirect_uris })
    ).client_id;
    const sessions = Object.assign(Object.create(services.sessions) as DcrSessionService, {
      // Remove the client between its check and the check of its session.
      openOrRequireActive: async (request: Parameters<DcrSessionService['openOrRequireActive']>[0]) => {
        await application.nest.get(DcrAdminService).deleteClient(gone);
        return services.sessions.openOrRequireActive(request);
      },
    });
    const raced = await serveProvider({ ...services, sessions });
    const answer = await raced.redeemFor(gone);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: 'invalid_client' });
    expect(await raced.provider.Grant.find(answer.grantId)).toBeUndefined();
    raced.close();
  });
});
