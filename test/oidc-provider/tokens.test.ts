import { getDataSourceToken } from '@nestjs/typeorm';
import { DcrClient } from 'nestjs-dcr';
import * as oauth from 'oauth4webapi';
import { Provider } from 'oidc-provider';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OidcRecord } from '../../sample-app/src/authorization-server/oidc-record.entity.js';
import { OidcRecordsService } from '../../sample-app/src/authorization-server/oidc-records.service.js';
import { Browser } from '../../sample-app/src/demo/browser.js';
import { callMcp } from './support/mcp.js';
import {
  authorizationUrl,
  obtainCode,
  redeem,
  REDIRECT_URI,
  refresh,
  register,
  type Registered,
} from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

let sample: Sample;
let registered: Registered;
const verifier = oauth.generateRandomCodeVerifier();

beforeAll(async () => void (sample = await startSample()));
afterAll(() => sample?.close());

const database = () => sample.app.get<DataSource>(getDataSourceToken());
const obtainTokens = async () => {
  registered = await register(sample);
  return (await redeem(registered, await obtainCode(sample, registered, verifier), verifier)).body;
};

const lastUse = async () => {
  const clientId = registered.client.client_id;
  return (await database().getRepository(DcrClient).findOneByOrFail({ clientId })).lastUsedAt;
};

describe('Tokens', () => {
  test("outlive the browser's session", async () => {
    const { access_token, refresh_token } = await obtainTokens();
    await database().getRepository(OidcRecord).delete({ model: 'Session' });
    expect((await callMcp(sample, access_token)).status).toBe(200);
    expect((await refresh(registered, refresh_token)).status).toBe(200);
  });

  test('end when their grant ends', async () => {
    const { access_token, refresh_token } = await obtainTokens();
    const provider = sample.app.get(Provider);
    const { grantId } = (await provider.AccessToken.find(access_token!))!;
    await (await provider.Grant.find(grantId))!.destroy();
    expect((await callMcp(sample, access_token)).status).toBe(401);
    expect(await refresh(registered, refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  test('can be revoked by the client', async () => {
    const { access_token } = await obtainTokens();
    const body = new URLSearchParams({ token: access_token!, client_id: registered.client.client_id });
    const response = await fetch(registered.as.revocation_endpoint!, { method: 'POST', body });
    expect(response.status).toBe(200);
    expect((await callMcp(sample, access_token)).status).toBe(401);
  });

  test('are not issued twice for one refresh token', async () => {
    const { refresh_token } = await obtainTokens();
    const first = await refresh(registered, refresh_token);
    expect(first.status).toBe(200);
    expect(await refresh(registered, refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    // It may have been stolen: the tokens issued for it end, too.
    expect((await callMcp(sample, first.body.access_token)).status).toBe(401);
  });

  test('are issued to only one of two redemptions that both found the code', async () => {
    const codes = sample.app.get(OidcRecordsService).adapter('AuthorizationCode');
    await codes.upsert('a-code', { jti: 'a-code' }, 60);
    await codes.consume('a-code');
    await expect(codes.consume('a-code')).rejects.toThrow('invalid_grant');
    expect(await codes.find('a-code')).toMatchObject({ consumed: expect.any(Number) });
  });

  test('are removed once they have expired, and no others are', async () => {
    const records = sample.app.get(OidcRecordsService);
    const tokens = records.adapter('AccessToken');
    await tokens.upsert('old', {}, -1);
    await tokens.upsert('new', {}, 60);
    await records.removeExpired();
    expect(await tokens.find('old')).toBeUndefined();
    expect(await tokens.find('new')).toEqual({});
  });
});

describe('A client', () => {
  test('counts as used once a person has given consent, and again with every token', async () => {
    registered = await register(sample);
    await new Browser(REDIRECT_URI).open(await authorizationUrl(sample, registered, verifier));
    expect(await lastUse()).toBeNull();
    const code = await obtainCode(sample, registered, verifier);
    expect(await lastUse()).toBeInstanceOf(Date);

    // Use is recorded at most once a minute.
    const longAgo = new Date(Date.now() - 3_600_000);
    const clientId = registered.client.client_id;
    await database().getRepository(DcrClient).update({ clientId }, { lastUsedAt: longAgo });
    await redeem(registered, code, oauth.generateRandomCodeVerifier());
    expect(await lastUse()).toEqual(longAgo);
    await redeem(registered, code, verifier);
    expect((await lastUse())!.getTime()).toBeGreaterThan(longAgo.getTime());
  });
});
