import { getDataSourceToken } from '@nestjs/typeorm';
import { DcrSession } from 'nestjs-dcr';
import * as oauth from 'oauth4webapi';
import { Provider } from 'oidc-provider';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { callMcp } from './support/mcp.js';
import { administer } from './support/operator.js';
import {
  obtainCode,
  obtainCodes,
  obtainTokens,
  redeem,
  refresh,
  register,
  type Registered,
} from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

const invalidGrant = { status: 400, body: { error: 'invalid_grant' } };

describe('The session of a grant', () => {
  let sample: Sample;
  let registered: Registered;
  const verifier = oauth.generateRandomCodeVerifier();
  beforeAll(async () => void (sample = await startSample()));
  afterAll(() => sample?.close());
  beforeEach(async () => {
    registered = await register(sample);
  });

  const table = () => sample.app.get<DataSource>(getDataSourceToken()).getRepository(DcrSession);
  const sessions = () => table().findBy({ clientId: registered.client.client_id });
  const grantOf = async (accessToken: string | undefined) => {
    const provider = sample.app.get(Provider);
    const token = await provider.AccessToken.find(accessToken!);
    return (await provider.Grant.find(token!.grantId))!;
  };
  const revokeAtEndpoint = (token: string | undefined) =>
    fetch(registered.as.revocation_endpoint!, {
      method: 'POST',
      body: new URLSearchParams({ token: token!, client_id: registered.client.client_id }),
    });

  test('is opened with its first code, with the id of the grant, its account and its expiry', async () => {
    const code = await obtainCode(sample, registered, verifier);
    const [session] = await sessions();
    const { body } = await redeem(registered, code, verifier);
    const grant = await grantOf(body.access_token);
    expect(session).toMatchObject({
      subject: 'alice',
      externalId: grant.jti,
      expiresAt: new Date(grant.exp! * 1000),
      closedAt: null,
      revokedAt: null,
    });
  });

  test('is the only one, however many codes and tokens are issued for the grant', async () => {
    for (const code of await obtainCodes(sample, registered, verifier, 3)) {
      const { body } = await redeem(registered, code, verifier);
      expect((await refresh(registered, body.refresh_token)).status).toBe(200);
    }
    expect(await sessions()).toHaveLength(1);
    expect(await administer(sample, `GET /clients/${registered.client.client_id}`)).toMatchObject({
      body: { sessions: { active: 1, total: 1 } },
    });
  });

  test('is opened at the next refresh for a grant older than sessions', async () => {
    const { refresh_token } = await obtainTokens(sample, registered);
    await table().delete({ clientId: registered.client.client_id });
    expect((await refresh(registered, refresh_token)).status).toBe(200);
    expect(await sessions()).toMatchObject([{ subject: 'alice', closedAt: null }]);
  });

  test('is closed by a logout: the client revokes its refresh token', async () => {
    const { access_token, refresh_token } = await obtainTokens(sample, registered);
    expect((await revokeAtEndpoint(refresh_token)).status).toBe(200);
    expect(await sessions()).toMatchObject([{ closedAt: expect.any(Date), revokedAt: null }]);
    expect((await callMcp(sample, access_token)).status).toBe(401);
  });

  test('stays open with its grant if only an access token is revoked', async () => {
    const { access_token } = await obtainTokens(sample, registered);
    const { jti } = await grantOf(access_token);
    await revokeAtEndpoint(access_token);
    expect(await sample.app.get(Provider).Grant.find(jti)).toBeDefined();
    expect(await sessions()).toMatchObject([{ closedAt: null }]);
  });

  test('is closed when a refresh token is used twice, because it may have been stolen', async () => {
    const { refresh_token } = await obtainTokens(sample, registered);
    await refresh(registered, refresh_token);
    expect(await refresh(registered, refresh_token)).toMatchObject(invalidGrant);
    expect(await sessions()).toMatchObject([{ closedAt: expect.any(Date) }]);
  });

  test('is closed when the application destroys the grant', async () => {
    const { access_token } = await obtainTokens(sample, registered);
    await (await grantOf(access_token)).destroy();
    await vi.waitFor(async () => expect(await sessions()).toMatchObject([{ closedAt: expect.any(Date) }]));
  });

  test('is not opened again once it has ended, and its remaining grant is removed', async () => {
    const { access_token, refresh_token } = await obtainTokens(sample, registered);
    const code = await obtainCode(sample, registered, verifier);
    // As if the revoker had failed: the grant still exists.
    await table().update({ clientId: registered.client.client_id }, { revokedAt: new Date() });
    expect(await redeem(registered, code, verifier)).toMatchObject(invalidGrant);
    const refused = await refresh(registered, refresh_token);
    expect(refused).toMatchObject(invalidGrant);
    expect(refused.body).not.toHaveProperty('access_token');
    expect((await callMcp(sample, access_token)).status).toBe(401);
    expect(await sessions()).toHaveLength(2);
  });
});
