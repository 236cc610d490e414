import { DcrDecision, allOf, networks, redirectHosts, anyOf, type DcrPolicyFunction } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { startApplication } from '../../support/application.js';
import { postJson } from '../../support/http.js';

async function start(policy: DcrPolicyFunction) {
  const application = await startApplication({ dcr: { enabled: true, policy } });
  onTestFinished(() => application.close());
  return (uri: string, more: object = {}) =>
    postJson(`${application.url}/register`, { redirect_uris: [uri], ...more });
}

describe('a policy can allow', () => {
  test('redirect URIs with certain hosts and one path only', async () => {
    const onlyCallbacks: DcrPolicyFunction = ({ redirectUris }) =>
      redirectUris.every((uri) => new URL(uri).pathname.startsWith('/oauth/'))
        ? DcrDecision.allow()
        : DcrDecision.deny('Each redirect URI must have a path below /oauth/.');
    const post = await start(allOf(redirectHosts('chatgpt.com', '*.example.com'), onlyCallbacks));

    expect((await post('https://chatgpt.com/oauth/callback')).status).toBe(201);
    expect((await post('https://app.example.com/oauth/callback')).status).toBe(201);
    const path = await post('https://chatgpt.com/callback');
    expectError(path, 400, 'invalid_client_metadata');
    expect(path.json()['error_description']).toBe('Each redirect URI must have a path below /oauth/.');
    expectError(await post('https://evil.example/oauth/callback'), 400, 'invalid_client_metadata');
  });

  test('any client from one network, and others with certain hosts only', async () => {
    const post = await start(anyOf(networks('10.0.0.0/8'), redirectHosts('chatgpt.com')));
    expect((await post('https://chatgpt.com/cb')).status).toBe(201);
    expectError(await post('https://client.example.com/cb'), 400, 'invalid_client_metadata');

    const local = await start(networks('127.0.0.0/8'));
    expect((await local('https://client.example.com/cb')).status).toBe(201);
  });

  test('loopback redirect URIs during development only', async () => {
    const policy: DcrPolicyFunction = ({ redirectUris }) => {
      const hasLoopback = redirectUris.some((uri) => uri.startsWith('http:'));
      return process.env['NODE_ENV'] === 'production' && hasLoopback
        ? DcrDecision.deny('Loopback redirect URIs are for development.')
        : DcrDecision.allow();
    };
    const post = await start(policy);
    onTestFinished(() => void vi.unstubAllEnvs());

    vi.stubEnv('NODE_ENV', 'development');
    expect((await post('http://localhost:3000/cb')).status).toBe(201);
    vi.stubEnv('NODE_ENV', 'production');
    expectError(await post('http://localhost:3000/cb'), 400, 'invalid_client_metadata');
    expect((await post('https://client.example.com/cb')).status).toBe(201);
  });

  test('known clients, and make the others wait for approval', async () => {
    const known: DcrPolicyFunction = ({ softwareId, clientName }) =>
      softwareId === 'com.example.editor'
        ? DcrDecision.allow()
        : DcrDecision.allowPending(`Not seen before: ${clientName}`);
    const post = await start(known);
    expect((await post('http://localhost/cb', { software_id: 'com.example.editor' })).status).toBe(201);
    expect((await post('http://localhost/cb', { client_name: 'New' })).status).toBe(201);
  });
});
