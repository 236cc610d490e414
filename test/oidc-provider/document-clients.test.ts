import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { DcrAdminService } from 'nestjs-dcr';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MemoryOAuthProvider } from '../../sample-app/src/demo/memory-oauth-provider.js';
import { approve } from '../../sample-app/src/demo/person.js';
import { CHATGPT, CLAUDE, CLAUDE_CODE } from './support/published-documents.js';
import {
  clientOf,
  openSignedIn,
  serveDocument,
  startDocumentSample,
  type DocumentSample,
} from './support/documents.js';
import { connectedApps } from './support/mcp.js';
import { INSECURE, signIn } from './support/openid-client.js';
import { authorizationUrl, discover, REDIRECT_URI } from './support/registered-client.js';
import { startSample } from './support/sample.js';

let sample: DocumentSample;
beforeAll(async () => void (sample = await startDocumentSample()));
afterAll(() => sample?.close());

const registrations = async () => {
  const admin = sample.app.get(DcrAdminService, { strict: false });
  return (await admin.listClients({ source: 'dcr' })).counts.total;
};

/** Signs in with openid-client, from the discovery of the server to a refreshed token. */
async function connect(clientId: string, redirectUri: string) {
  const issuer = new URL(sample.settings.issuer);
  const configuration = await openid.discovery(issuer, clientId, undefined, openid.None(), INSECURE);
  return signIn(sample, configuration, redirectUri);
}

describe('The metadata of the server', () => {
  test('announces documents, the method none, and the parameter iss', async () => {
    expect(await discover(sample)).toMatchObject({
      client_id_metadata_document_supported: true,
      token_endpoint_auth_methods_supported: ['none'],
      authorization_response_iss_parameter_supported: true,
    });
  });

  test('announces no documents when they are turned off, and their clients are unknown', async () => {
    const without = await startSample({ DOCUMENTS: 'off' });
    onTestFinished(() => without.close());
    expect(await discover(without)).not.toHaveProperty('client_id_metadata_document_supported');
    const url = new URL('/authorize', without.url);
    url.searchParams.set('client_id', 'https://client.example/client.json');
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(400);
  });
});

describe('A client with a metadata document connects without registering', () => {
  test('openid-client', async () => {
    const clientId = serveDocument(sample.server, { client_name: 'openid-client' });
    const { tokens, refreshed } = await connect(clientId, REDIRECT_URI);
    expect(tokens.claims()).toMatchObject({ iss: sample.settings.issuer, sub: 'alice', aud: clientId });
    const apps = await connectedApps(sample, refreshed.access_token);
    expect(apps).toContain('openid-client (name not verified)\n  belongs to: client.test');
    expect(await registrations()).toBe(0);
  });

  test("the MCP SDK's client", async () => {
    const clientId = serveDocument(sample.server, { client_name: 'MCP SDK' });
    const application = new MemoryOAuthProvider(REDIRECT_URI, 'unused', clientId);
    const transport = () =>
      new StreamableHTTPClientTransport(new URL(sample.settings.mcp), { authProvider: application });
    const client = new Client({ name: 'test', version: '1' });
    const refused = transport();
    await expect(client.connect(refused)).rejects.toThrow(UnauthorizedError);
    expect(application.clientInformation()?.client_id).toBe(clientId);
    const callback = await approve(application.authorizationUrl!, REDIRECT_URI, sample.person);
    await refused.finishAuth(application.codeFrom(callback));
    await client.connect(transport());
    const { content } = await client.callTool({ name: 'connected_apps' });
    expect(JSON.stringify(content)).toContain('MCP SDK (name not verified)');
    await client.close();
    expect(await registrations()).toBe(0);
  });
});

describe('The document that is published by', () => {
  test.each([
    ['Claude', CLAUDE, 'https://claude.ai/api/mcp/auth_callback', 'claude.ai.test'],
    ['Claude Code', CLAUDE_CODE, 'http://127.0.0.1:52731/callback', 'claude.ai.test'],
    ['ChatGPT', CHATGPT, 'https://chatgpt.com/connector_platform_oauth_redirect', 'chatgpt.com.test'],
  ])('%s lets a user sign in, and stay signed in', async (name, { published, body }, redirectUri, host) => {
    const clientId = published.replace(/(?<=^https:\/\/[^/]+)(?=\/)/, '.test');
    sample.server.serve({ body: { ...body, client_id: clientId } }, clientId);
    const { pages, refreshed } = await connect(clientId, redirectUri);
    expect(pages[0]).toContain(`An application of ${host} wants to use your account.`);
    expect(pages[1]!.split('\n').slice(0, 2)).toEqual([host, 'Allow its application to use your account?']);
    expect(pages[1]).toContain(`You will be sent to ${hostShown(redirectUri)}.`);
    const apps = await connectedApps(sample, refreshed.access_token);
    expect(apps).toContain(`${name} (name not verified)\n  belongs to: ${host}`);
    const { client } = await sample.app.get(DcrAdminService, { strict: false }).getClient(clientId);
    expect(client).toMatchObject({
      status: 'active',
      source: 'cimd',
      grantTypes: ['authorization_code', 'refresh_token'],
      tokenEndpointAuthMethod: 'none',
    });
    // The sign-in needed nothing else from the client's host: no logo, no keys.
    expect(
      sample.server.requests.filter(({ url }) => url.includes(`//${host}/`)).map(({ url }) => url),
    ).toEqual(expect.arrayContaining([clientId]));
    expect(sample.server.requests.every(({ url }) => !/logo|jwks/.test(url))).toBe(true);
  });

  test('somebody else under the name of Claude waits for approval', async () => {
    const clientId = 'https://impostor.test/oauth/client.json';
    serveDocument(sample.server, { client_name: 'Claude Code' }, clientId);
    const url = await authorizationUrl(sample, await clientOf(sample, clientId), 'v'.repeat(43));
    expect(await openSignedIn(sample, url)).toMatchObject({
      status: 400,
      title: 'This application is waiting for approval',
    });
    const { client } = await sample.app.get(DcrAdminService, { strict: false }).getClient(clientId);
    expect(client).toMatchObject({
      status: 'pending',
      disabledReason: 'It calls itself Claude Code, but its document is on impostor.test.',
    });
  });
});

function hostShown(redirectUri: string): string {
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === 'https:' ? hostname : `a program on this computer (${hostname})`;
}
