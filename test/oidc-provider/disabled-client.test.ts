import { auth } from '@modelcontextprotocol/sdk/client/auth.js';
import { getDataSourceToken } from '@nestjs/typeorm';
import * as oauth from 'oauth4webapi';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { OidcRecord } from '../../sample-app/src/authorization-server/oidc-record.entity.js';
import { Browser } from '../../sample-app/src/demo/browser.js';
import { MemoryOAuthProvider } from '../../sample-app/src/demo/memory-oauth-provider.js';
import { Page } from '../../sample-app/src/demo/page.js';
import { approve } from '../../sample-app/src/demo/person.js';
import { describeDatabases } from '../support/databases.js';
import { holdBack } from './support/held-back.js';
import { callMcp } from './support/mcp.js';
import { administer } from './support/operator.js';
import {
  authorizationUrl,
  obtainCode,
  obtainCodes,
  obtainTokens,
  redeem,
  REDIRECT_URI,
  refresh,
  register,
  type Registered,
  type TokenAnswer,
} from './support/registered-client.js';
import { startReplicas, through, type Replicas } from './support/replicas.js';
import type { Sample } from './support/sample.js';

/** Timeout of tests with many requests, long enough for a busy machine. */
const A_MINUTE = 60_000;
const invalidClient = { status: 401, body: { error: 'invalid_client' } };
const invalidGrant = { status: 400, body: { error: 'invalid_grant' } };

describeDatabases(
  'A client of two replicas',
  (database) => {
    let replicas: Replicas;
    let first: Sample;
    let second: Sample;
    let registered: Registered;
    const verifier = oauth.generateRandomCodeVerifier();

    beforeAll(async () => {
      replicas = await startReplicas(database);
      ({ first, second } = replicas);
    });
    afterAll(() => replicas?.close());
    beforeEach(async () => {
      registered = await register(first);
    });

    /** Alternates between the two replicas. */
    const at = (index: number) => through(index % 2 ? first : second, registered);
    const operate = (replica: Sample, operation: 'disable' | 'enable' | 'revoke', of = registered) =>
      administer(replica, `POST /clients/${of.client.client_id}/${operation}`, { reason: 'a test' });
    const openAuthorization = async (replica: Sample) =>
      new Browser(REDIRECT_URI).open(await authorizationUrl(first, through(replica, registered), verifier));
    const openConsent = async (browser = new Browser(REDIRECT_URI)) => {
      const url = await authorizationUrl(first, registered, verifier, { state: 'kept' });
      let page = (await browser.open(url)) as Page;
      if (page.title === 'Sign in') page = (await browser.submit(page, { ...first.person })) as Page;
      return { browser, consent: page };
    };
    const expectDead = async ({ access_token, refresh_token }: TokenAnswer['body'], refusal: object) => {
      for (const replica of [first, second]) {
        expect((await callMcp(replica, access_token)).status).toBe(401);
        expect(await refresh(through(replica, registered), refresh_token)).toMatchObject(refusal);
      }
    };
    /** The stored grants, codes and tokens of the client. */
    const leftovers = async () => {
      const records = first.app.get<DataSource>(getDataSourceToken()).getRepository(OidcRecord);
      const models = ['Grant', 'AuthorizationCode', 'AccessToken', 'RefreshToken'];
      return (await records.find()).filter(
        ({ model, payload }) =>
          models.includes(model) &&
          (payload as { clientId?: string }).clientId === registered.client.client_id,
      );
    };

    test('that is disabled is refused on both of them from that moment on', async () => {
      const tokens = await obtainTokens(first, registered);
      const code = await obtainCode(first, registered, verifier);
      for (const replica of [first, second]) {
        expect((await callMcp(replica, tokens.access_token)).status).toBe(200);
      }

      expect(await operate(second, 'disable')).toMatchObject({
        status: 200,
        body: { revokedSessions: 2, failedSessions: 0 },
      });
      await expectDead(tokens, invalidClient);
      for (const replica of [first, second]) {
        expect(await redeem(through(replica, registered), code, verifier)).toMatchObject(invalidClient);
        const shown = await openAuthorization(replica);
        expect(shown).toBeInstanceOf(Page);
        expect(shown).toMatchObject({ status: 400, title: 'This application has been disabled here' });
      }
      expect(await leftovers()).toEqual([]);
    });

    test('that is enabled again needs a new authorization: everything old stays revoked', async () => {
      const tokens = await obtainTokens(first, registered);
      const code = await obtainCode(first, registered, verifier);
      await operate(second, 'disable');
      expect(await operate(first, 'enable')).toMatchObject({ status: 200 });

      await expectDead(tokens, invalidGrant);
      for (const replica of [first, second]) {
        expect(await redeem(through(replica, registered), code, verifier)).toMatchObject(invalidGrant);
      }
      const renewed = await obtainTokens(first, registered);
      expect((await callMcp(second, renewed.access_token)).status).toBe(200);
      expect((await refresh(through(second, registered), renewed.refresh_token)).status).toBe(200);
    });

    test(
      'has no valid token once it is disabled, even if many codes are being redeemed at that moment',
      async () => {
        const grants = await Promise.all(
          Array.from({ length: 5 }, () => obtainCodes(first, registered, verifier, 10)),
        );
        const redemptions = grants.flat().map((code, index) => redeem(at(index), code, verifier));
        await Promise.any(redemptions.map(succeeded));
        const disabled = await operate(second, 'disable');
        expect(disabled).toMatchObject({ status: 200, body: { failedSessions: 0 } });

        const answers = await Promise.all(redemptions);
        for (const { status, body } of answers) {
          expect([200, 400, 401]).toContain(status);
          if (status !== 200) expect(body.error).toMatch(/^invalid_(?:client|grant)$/);
        }
        expect(await leftovers()).toEqual([]);
        await operate(first, 'enable');
        for (const { body } of answers.filter(({ status }) => status === 200)) {
          await expectDead(body, invalidGrant);
        }
      },
      A_MINUTE,
    );

    test(
      'gets no token for a request that had passed every check when it was disabled',
      async () => {
        const codes = await obtainCodes(first, registered, verifier, 45);
        const tokens = [await obtainTokens(first, registered), await obtainTokens(first, registered)];
        const held = holdBack('AccessToken');
        const requests = [
          ...codes.map((code, index) => redeem(at(index), code, verifier)),
          ...tokens.map(({ refresh_token }, index) => refresh(at(index), refresh_token)),
        ];
        await held.reached(requests.length);
        await operate(second, 'disable');
        held.release();

        for (const answer of await Promise.all(requests)) {
          expect(answer).toMatchObject(invalidClient);
          expect(answer.body).not.toHaveProperty('access_token');
        }
        expect(await leftovers()).toEqual([]);
      },
      A_MINUTE,
    );

    test('gets no token either if it was enabled again before the answer', async () => {
      const { refresh_token } = await obtainTokens(first, registered);
      const code = await obtainCode(first, registered, verifier);
      const held = holdBack('AccessToken');
      const requests = [redeem(at(0), code, verifier), refresh(at(1), refresh_token)];
      await held.reached(requests.length);
      await operate(second, 'disable');
      await operate(second, 'enable');
      held.release();

      for (const answer of await Promise.all(requests)) expect(answer).toMatchObject(invalidGrant);
      expect(await leftovers()).toEqual([]);
    });

    test('gets no code for an authorization that had passed every check when it was disabled', async () => {
      const { browser, consent } = await openConsent();
      const held = holdBack('AuthorizationCode');
      const shown = browser.submit(consent, { decision: 'allow' });
      await held.reached(1);
      await operate(second, 'disable');
      held.release();
      expect(await shown).toBeInstanceOf(Page);
      expect(await shown).toMatchObject({ status: 400, title: 'This application has been disabled here' });
      expect(await leftovers()).toEqual([]);
    });

    test('is asked for consent again if its grant was revoked during an authorization', async () => {
      const { browser, consent: earlier } = await openConsent();
      await browser.submit(earlier, { decision: 'allow' });
      const { consent } = await openConsent(browser);
      const held = holdBack('AuthorizationCode');
      const shown = browser.submit(consent, { decision: 'allow' });
      await held.reached(1);
      await operate(second, 'revoke');
      held.release();
      expect(await shown).toMatchObject({ status: 200, title: 'Allow access?' });
      const callback = await browser.submit((await shown) as Page, { decision: 'allow' });
      const { code, state } = Object.fromEntries((callback as URL).searchParams);
      expect(state).toBe('kept');
      expect(await redeem(registered, code!, verifier)).toMatchObject({ status: 200 });
    });

    test('loses its tokens by a revocation that affects no other client', async () => {
      const other = await register(first);
      const [tokens, others] = [await obtainTokens(first, registered), await obtainTokens(first, other)];
      expect(await operate(second, 'revoke')).toMatchObject({ body: { revokedSessions: 1 } });

      await expectDead(tokens, invalidGrant);
      expect((await callMcp(first, others.access_token)).status).toBe(200);
      expect((await refresh(other, others.refresh_token)).status).toBe(200);
      // The client itself stays active.
      expect((await callMcp(first, (await obtainTokens(first, registered)).access_token)).status).toBe(200);
    });

    test('that is deleted is unknown: the MCP SDK registers again by itself', async () => {
      const application = new MemoryOAuthProvider(REDIRECT_URI, 'MCP SDK');
      const serverUrl = first.settings.mcp;
      await auth(application, { serverUrl });
      const callback = await approve(application.authorizationUrl!, REDIRECT_URI, first.person);
      const authorizationCode = application.codeFrom(callback);
      expect(await auth(application, { serverUrl, authorizationCode })).toBe('AUTHORIZED');
      const before = application.clientInformation()!.client_id;
      const { refresh_token } = application.tokens()!;

      expect(await administer(second, `DELETE /clients/${before}`)).toMatchObject({
        status: 200,
        body: { revokedSessions: 1 },
      });
      expect(await refresh({ ...registered, client: { client_id: before } }, refresh_token)).toMatchObject(
        invalidClient,
      );
      expect(await auth(application, { serverUrl })).toBe('REDIRECT');
      const after = application.clientInformation()!.client_id;
      expect(after).not.toBe(before);
      expect(await administer(first, `GET /clients/${after}`)).toMatchObject({ status: 200 });
    });

    test('cannot cause a database error with a NUL', async () => {
      expect(await refresh(registered, '\0')).toMatchObject(invalidGrant);
      expect(await redeem(registered, '\0', verifier)).toMatchObject(invalidGrant);
      const unknown = { ...registered, client: { client_id: 'dcr_\0' } };
      expect(await refresh(unknown, 'x')).toMatchObject(invalidClient);
      expect((await callMcp(first, '%00')).status).toBe(401);
      const url = await authorizationUrl(first, registered, verifier);
      const login = (await new Browser(REDIRECT_URI).open(url)) as Page;
      const { status } = await fetch(login.formAction, {
        method: 'POST',
        body: new URLSearchParams({ account: 'alice\0', password: '\0' }),
      });
      expect(status).toBe(400);
    });

    test('cannot register while an operator has paused registration on the other replica', async () => {
      await administer(second, 'POST /registration/pause');
      await expect(register(first)).rejects.toThrow('registration_endpoint');
      const refused = await fetch(`${first.url}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ redirect_uris: [REDIRECT_URI] }),
      });
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ error: 'access_denied' });
      await administer(first, 'POST /registration/resume');
      await expect(register(second)).resolves.toBeDefined();
    });
  },
  ['postgres', 'better-sqlite3'],
);

async function succeeded(answer: Promise<TokenAnswer>): Promise<void> {
  const { status } = await answer;
  if (status !== 200) throw new Error(`Refused with ${status}`);
}
