import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callMcp } from './support/mcp.js';
import { startSample, type Sample } from './support/sample.js';

let sample: Sample;
beforeAll(async () => void (sample = await startSample()));
afterAll(() => sample.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(sample.settings.address + path, { headers });

describe("The provider's own metadata", () => {
  test.each(['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'])(
    'is at %s and names the registration endpoint',
    async (path) => {
      const response = await get(path, { origin: 'https://app.example' });
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/app\.example)$/);
      const { address, issuer } = sample.settings;
      expect(await response.json()).toMatchObject({
        issuer,
        registration_endpoint: `${address}/register`,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        code_challenge_methods_supported: ['S256'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        response_types_supported: ['code'],
        token_endpoint_auth_methods_supported: ['none'],
      });
    },
  );

  test('does not repeat the Host header', async () => {
    const { address, port } = sample.settings;
    const { request } = await import('node:http');
    const text = await new Promise<string>((resolve, reject) => {
      const options = {
        port,
        path: '/.well-known/oauth-authorization-server',
        headers: { host: 'evil.example' },
      };
      const sent = request({ host: '127.0.0.1', ...options }, (response) => {
        response
          .setEncoding('utf8')
          .toArray()
          .then((chunks) => resolve(chunks.join('')), reject);
      });
      sent.on('error', reject).end();
    });
    expect(text).not.toContain('evil.example');
    expect(JSON.parse(text)).toMatchObject({ token_endpoint: `${address}/token` });
  });
});

describe('The MCP server', () => {
  test.each(['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource'])(
    'says at %s where its tokens come from (RFC 9728)',
    async (path) => {
      const response = await get(path);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.json()).toMatchObject({
        resource: sample.settings.mcp,
        authorization_servers: [sample.settings.issuer],
        scopes_supported: ['apps:read'],
      });
    },
  );

  test('asks for a token, and points to that document', async () => {
    const response = await callMcp(sample);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer scope="apps:read", resource_metadata="${sample.settings.address}/.well-known/oauth-protected-resource/mcp"`,
    );
  });

  test('distinguishes an invalid token from a missing one', async () => {
    const response = await callMcp(sample, 'not-a-token');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('may be called by a web page of an allowed origin', async () => {
    const response = await fetch(sample.settings.mcp, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:6274' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});
