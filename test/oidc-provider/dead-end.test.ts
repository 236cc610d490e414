import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DcrAdminService, DcrAuditEvent, DcrClientService, DcrRegistrationService } from 'nestjs-dcr';
import { dcrRenderError, withDcr } from 'nestjs-dcr/oidc-provider';
import * as oauth from 'oauth4webapi';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repository } from '../browser/support/seed.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { MapAdapter } from './support/map-adapter.js';
import { authorizationUrl, register } from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

const OPERATOR = { actor: 'olga@example.com', reason: 'reported by a customer' };

let sample: Sample;
let admin: DcrAdminService;
beforeAll(async () => {
  sample = await startSample();
  admin = sample.app.get(DcrAdminService, { strict: false });
});
afterAll(() => sample?.close());

/** The page that a user sees at the authorization endpoint with this client ID. */
async function visit(metadata: oauth.Client, change: (clientId: string) => Promise<unknown>) {
  const registered = await register(sample, metadata);
  await change(registered.client.client_id);
  const url = await authorizationUrl(sample, registered, oauth.generateRandomCodeVerifier(), {
    redirect_uri: (metadata['redirect_uris'] as string[])[0],
  });
  return open(url);
}

async function open(url: URL) {
  const response = await fetch(url, { headers: { accept: 'text/html' }, redirect: 'manual' });
  const markup = await response.text();
  const text = markup.replaceAll(/<style>.*?<\/style>|<[^>]+>/gs, ' ').replaceAll(/\s+/g, ' ');
  return { status: response.status, headers: response.headers, markup, text };
}

const remove = (clientId: string) => admin.deleteClient(clientId, OPERATOR);
const disable = (clientId: string) => admin.disableClient(clientId, OPERATOR);
const today = () => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format();

const CLAUDE_CODE = {
  client_name: 'Claude Code (sample)',
  redirect_uris: ['http://localhost:62402/callback'],
} as unknown as oauth.Client;

describe('A person whose application uses a registration', () => {
  test('that was removed reads when, and how this application registers again', async () => {
    const page = await visit(CLAUDE_CODE, remove);
    expect(page.status).toBe(400);
    expect(page.headers.get('location')).toBeNull();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).toContain('This application is no longer registered here');
    expect(page.text).toContain('calls itself “Claude Code (sample)”');
    expect(page.text).toContain(`Its registration was removed on ${today()}`);
    expect(page.text).toContain('What to do in Claude Code');
    expect(page.text).toMatch(/claude mcp logout NAME .* claude mcp login NAME/);
    expect(page.text).toContain('NAME is what this server is called in your application.');
    expect(page.text).not.toContain('URL is');
  });

  test('that is disabled reads since when, and who can help', async () => {
    const page = await visit(CLAUDE_CODE, disable);
    expect(page.status).toBe(400);
    expect(page.text).toContain(`was disabled on ${today()}`);
    expect(page.text).toContain('Ask an administrator of this server whether it may be used again.');
    expect(page.text).toContain('claude mcp logout NAME');
  });

  test('that waits for approval reads that, and is not told to register again', async () => {
    const metadata = { client_name: 'ChatGPT', redirect_uris: ['https://elsewhere.example/callback'] };
    const page = await visit(metadata as unknown as oauth.Client, async () => undefined);
    expect(page.text).toContain('This application is waiting for approval');
    expect(page.text).toContain(`registered on ${today()}`);
    expect(page.text).not.toContain('What to do in ChatGPT');
    expect(page.text).toContain('There is no need to register it again.');
  });

  test('that is unknown reads what helps in any application', async () => {
    const registered = await register(sample);
    const unknown = { ...registered, client: { client_id: 'dcr_ffffffffffffffffffffffffffffffff' } };
    const page = await open(await authorizationUrl(sample, unknown, oauth.generateRandomCodeVerifier()));
    expect(page.status).toBe(400);
    expect(page.text).toContain('This application is not registered here');
    expect(page.text).toContain('sign out of this server');
  });

  test('that is no longer in the audit reads the same', async () => {
    const page = await visit(CLAUDE_CODE, async (clientId) => {
      await remove(clientId);
      await repository(sample, DcrAuditEvent).delete({ clientId });
    });
    expect(page.text).toContain('This application is not registered here');
  });

  test.each([
    ['disabled', disable],
    ['removed', remove],
  ])('that is %s never reads who did it or why', async (_title, change) => {
    const page = await visit(CLAUDE_CODE, change);
    expect(page.markup).not.toContain('olga');
    expect(page.markup).not.toContain('customer');
  });

  test.each([
    ['disabled', disable],
    ['removed', remove],
  ])('that is %s sees a hostile name as text', async (_title, change) => {
    const name = `<img src=x onerror=alert(1)>"'&amp;`;
    const metadata = { client_name: name, redirect_uris: ['http://127.0.0.1:1/callback'] };
    const page = await visit(metadata as unknown as oauth.Client, change);
    expect(page.markup).not.toContain('<img');
    expect(page.markup).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;amp;');
  });
});

describe('What to do', () => {
  test.each([
    ['Claude Code (a server)', 'http://localhost:3118/callback', 'Claude Code'],
    ['Claude', 'https://claude.ai/api/mcp/auth_callback', 'Claude'],
    ['ChatGPT', 'https://chatgpt.com/connector_platform_oauth_redirect', 'ChatGPT'],
    ['Codex', 'http://127.0.0.1:34701/callback/BrFzet', 'Codex'],
    ['GitHub Copilot CLI', 'http://127.0.0.1:3000/', 'GitHub Copilot CLI'],
    ['Visual Studio Code', 'https://vscode.dev/redirect', 'Visual Studio Code'],
    ['Cursor', 'cursor://anysphere.cursor-mcp/oauth/callback', 'Cursor'],
    ['Gemini CLI MCP Client', 'http://localhost:36835/oauth/callback', 'Gemini CLI'],
    ['MCP CLI Proxy', 'http://localhost:11605/oauth/callback', 'mcp-remote'],
  ])('is explained for %s at %s', async (client_name, uri, application) => {
    const metadata = { client_name, redirect_uris: [uri] } as unknown as oauth.Client;
    expect((await visit(metadata, remove)).text).toContain(`What to do in ${application} `);
  });

  test('is not explained for a name that contradicts the redirect host', async () => {
    const metadata = { client_name: 'Codex', redirect_uris: ['https://elsewhere.example/callback'] };
    expect((await visit(metadata as unknown as oauth.Client, remove)).text).not.toContain('codex mcp');
  });
});

describe("The package's page, for an application without its own", () => {
  let application: TestApplication;
  let server: Server;
  beforeAll(async () => {
    application = await startApplication({ dcr: { enabled: true } });
    const [clients, services] = [
      application.nest.get(DcrClientService),
      { admin: application.nest.get(DcrAdminService) },
    ];
    const own = { adapter: MapAdapter, renderError: dcrRenderError(services) };
    const handle = new Provider('http://localhost', withDcr(own, { clients })).callback();
    server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server?.close();
    await application?.close();
  });

  const openFor = async (clientId: string) => {
    const { port } = server.address() as AddressInfo;
    return open(new URL(`http://127.0.0.1:${port}/auth?client_id=${encodeURIComponent(clientId)}`));
  };

  test('explains a removed client, and lets a browser do nothing but display it', async () => {
    const service = application.nest.get(DcrRegistrationService);
    const { client_id: clientId } = await service.register(CLAUDE_CODE);
    await application.nest.get(DcrAdminService).deleteClient(clientId);
    const page = await openFor(clientId);
    expect(page.status).toBe(400);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.text).toContain('claude mcp logout NAME');
  });

  test('names the error code, which software reads, only if registering again is what helps', async () => {
    const service = application.nest.get(DcrRegistrationService);
    const { client_id: clientId } = await service.register(CLAUDE_CODE);
    await application.nest.get(DcrAdminService).disableClient(clientId);
    expect((await openFor(clientId)).text).not.toContain('invalid_client');
    await application.nest.get(DcrAdminService).deleteClient(clientId);
    expect((await openFor(clientId)).text).toContain('Error code: invalid_client');
    expect((await openFor('dcr_eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee')).text).toContain(
      'Error code: invalid_client',
    );
  });

  test('shows the plain error if the client is not its cause', async () => {
    expect((await openFor('')).text).toContain('This did not work');
  });

  test('omits the explanation if the audit cannot be read', async () => {
    await application.dataSource.query('DROP TABLE dcr_audit_events');
    const page = await openFor('dcr_ffffffffffffffffffffffffffffffff');
    expect(page.status).toBe(400);
    expect(page.text).toContain('client is invalid');
  });
});
