import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as oauth from 'mcp-sdk-1-12/client/auth.js';
import { Client as OlderClient } from 'mcp-sdk-1-12/client/index.js';
import { StreamableHTTPClientTransport } from 'mcp-sdk-1-12/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { MemoryOAuthProvider } from '../../sample-app/src/demo/memory-oauth-provider.js';
import { approve } from '../../sample-app/src/demo/person.js';
import { callMcp } from './support/mcp.js';
import { REDIRECT_URI } from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

let sample: Sample;
beforeAll(async () => void (sample = await startSample()));
afterAll(() => sample.close());

/** In revision 2025-03-26 of MCP either the metadata is at the root, or else the endpoints are. */
describe('A client that follows MCP 2025-03-26', () => {
  test('finds the metadata at the root, and completes a tool call (MCP SDK 1.12)', async () => {
    const application = new MemoryOAuthProvider(REDIRECT_URI, 'MCP SDK 1.12');
    const connect = () => {
      const client = new OlderClient({ name: 'test', version: '1' });
      const transport = new StreamableHTTPClientTransport(new URL(sample.settings.mcp), {
        authProvider: application,
      });
      return { client, transport, connected: client.connect(transport) };
    };
    const { transport, connected } = connect();
    await expect(connected).rejects.toThrow(oauth.UnauthorizedError);
    const callback = await approve(application.authorizationUrl!, REDIRECT_URI, sample.person);
    await transport.finishAuth(application.codeFrom(callback));
    const again = connect();
    await again.connected;
    const { content } = await again.client.callTool({ name: 'connected_apps' });
    expect(content).toMatchObject([{ text: expect.stringContaining('MCP SDK 1.12 (name not verified)') }]);
    await again.client.close();
  });

  test('gets and refreshes tokens even if it finds no metadata (MCP SDK 1.12)', async () => {
    const { address } = sample.settings;
    const clientInformation = await oauth.registerClient(address, {
      clientMetadata: {
        redirect_uris: [REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
      },
    });
    const { authorizationUrl, codeVerifier } = await oauth.startAuthorization(address, {
      clientInformation,
      redirectUrl: REDIRECT_URI,
    });
    expect(authorizationUrl.pathname).toBe('/authorize');
    const callback = await approve(authorizationUrl, REDIRECT_URI, sample.person);
    const tokens = await oauth.exchangeAuthorization(address, {
      clientInformation,
      authorizationCode: callback.searchParams.get('code')!,
      codeVerifier,
      redirectUri: REDIRECT_URI,
    });
    expect((await callMcp(sample, tokens.access_token)).status).toBe(200);
    const refreshToken = tokens.refresh_token!;
    const fresh = await oauth.refreshAuthorization(address, { clientInformation, refreshToken });
    expect((await callMcp(sample, fresh.access_token)).status).toBe(200);
  });

  test('completes a tool call through mcp-remote 0.1', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcr-mcp-remote-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [fileURLToPath(import.meta.resolve('mcp-remote-0-1/dist/proxy.js')), sample.settings.mcp],
      // Without a PATH it finds no browser to open; it also prints the address.
      env: { MCP_REMOTE_CONFIG_DIR: folder, PATH: folder },
      stderr: 'pipe',
    });
    const client = new Client({ name: 'test', version: '1' });
    onTestFinished(() => client.close());
    const connected = client.connect(transport);
    const url = await printedUrl(transport.stderr as Readable, sample.settings.address);
    expect(url.pathname).toBe('/authorize');
    const callback = await approve(url, url.searchParams.get('redirect_uri')!, sample.person);
    expect((await fetch(callback)).status).toBe(200);
    await connected;
    const { content } = await client.callTool({ name: 'connected_apps' });
    expect(content).toMatchObject([{ text: expect.stringContaining('alice has connected') }]);
  }, 60_000);
});

/** The first line that is a URL of this origin. */
async function printedUrl(output: Readable, origin: string): Promise<URL> {
  const printed: string[] = [];
  for await (const line of createInterface({ input: output })) {
    if (line.startsWith(`${origin}/`)) return new URL(line);
    printed.push(line);
  }
  throw new Error(`The program ended without a URL:\n${printed.join('\n')}`);
}
