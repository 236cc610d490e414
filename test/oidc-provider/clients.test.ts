import { auth, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemoryOAuthProvider } from '../../sample-app/src/demo/memory-oauth-provider.js';
import { approve } from '../../sample-app/src/demo/person.js';
import { callMcp, connectedApps } from './support/mcp.js';
import { INSECURE, signIn } from './support/openid-client.js';
import { authorizationUrl, obtainCode, redeem, REDIRECT_URI, register } from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

describe('An unmodified client registers itself, and its tokens work', () => {
  let sample: Sample;
  beforeAll(async () => void (sample = await startSample()));
  afterAll(() => sample.close());

  test('openid-client', async () => {
    const configuration = await openid.dynamicClientRegistration(
      new URL(sample.settings.issuer),
      {
        client_name: 'openid-client',
        redirect_uris: [REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token'],
      },
      openid.None(),
      INSECURE,
    );
    const { tokens, refreshed } = await signIn(sample, configuration, REDIRECT_URI);
    expect(tokens.claims()).toMatchObject({ iss: sample.settings.issuer, sub: 'alice' });
    expect(await connectedApps(sample, tokens.access_token)).toContain('openid-client (name not verified)');

    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    expect(await connectedApps(sample, refreshed.access_token)).toContain('openid-client');
  });

  test('oauth4webapi', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const registered = await register(sample);
    const { as, client } = registered;
    const verifier = oauth.generateRandomCodeVerifier();
    const code = await obtainCode(sample, registered, verifier);

    const callback = oauth.validateAuthResponse(as, client, new URLSearchParams({ code, iss: as.issuer }));
    const answer = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.None(),
      callback,
      REDIRECT_URI,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer);
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'apps:read', expires_in: 900 });
    expect(await connectedApps(sample, tokens.access_token)).toContain('A test client');

    const renewal = await oauth.refreshTokenGrantRequest(
      as,
      client,
      oauth.None(),
      tokens.refresh_token!,
      insecure,
    );
    const renewed = await oauth.processRefreshTokenResponse(as, client, renewal);
    expect(await connectedApps(sample, renewed.access_token)).toContain('A test client');
  });

  test("the MCP SDK's client, which only gets the address of the MCP server", async () => {
    const application = new MemoryOAuthProvider(REDIRECT_URI, 'MCP SDK');
    const transport = () =>
      new StreamableHTTPClientTransport(new URL(sample.settings.mcp), { authProvider: application });
    const client = new Client({ name: 'test', version: '1' });

    const refused = transport();
    await expect(client.connect(refused)).rejects.toThrow(UnauthorizedError);
    const callback = await approve(application.authorizationUrl!, REDIRECT_URI, sample.person);
    await refused.finishAuth(application.codeFrom(callback));
    await client.connect(transport());
    const { content } = await client.callTool({ name: 'connected_apps' });
    expect(JSON.stringify(content)).toContain('MCP SDK (name not verified)');
    await client.close();

    const before = application.tokens()!;
    expect(await auth(application, { serverUrl: sample.settings.mcp })).toBe('AUTHORIZED');
    expect(application.tokens()!.access_token).not.toBe(before.access_token);
    expect((await callMcp(sample, application.tokens()!.access_token)).status).toBe(200);
  });

  test('the MCP SDK registers again by itself when its client has been removed', async () => {
    const application = new MemoryOAuthProvider(REDIRECT_URI, 'Forgotten');
    const gone = 'dcr_00000000000000000000000000000000';
    application.saveClientInformation({ client_id: gone, issuer: sample.settings.issuer });
    application.saveTokens({
      access_token: 'x',
      refresh_token: 'y',
      token_type: 'bearer',
      issuer: sample.settings.issuer,
    });

    expect(await auth(application, { serverUrl: sample.settings.mcp })).toBe('REDIRECT');
    expect(application.clientInformation()!.client_id).toMatch(/^dcr_[0-9a-f]{32}$/);
    expect(application.clientInformation()!.client_id).not.toBe(gone);
  });

  test('a client that requests no scope and no resource gets those of the MCP server', async () => {
    const registered = await register(sample);
    const verifier = oauth.generateRandomCodeVerifier();
    const url = await authorizationUrl(sample, registered, verifier, {
      scope: undefined,
      resource: undefined,
    });
    const callback = await approve(url, REDIRECT_URI, sample.person);
    const { body } = await redeem(registered, callback.searchParams.get('code')!, verifier);
    expect((await callMcp(sample, body.access_token)).status).toBe(200);
  });
});
