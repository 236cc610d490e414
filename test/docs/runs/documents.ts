import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import {
  type CimdOptions,
  DcrAdminService,
  DcrClientService,
  type DcrDocumentFetcher,
  type DcrPolicyContext,
  type DcrPolicyFunction,
} from 'nestjs-dcr';
import { expect, onTestFinished, vi } from 'vitest';
import { CALLBACK, documentOf, newDocumentUrl } from '../../e2e/cimd/support/documents.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { startDocumentServer } from '../../support/document-server.js';
import type { Runs } from './snippet-exports.js';

async function start(setup: Parameters<typeof startApplication>[0]): Promise<TestApplication> {
  const application = await startApplication(setup);
  onTestFinished(() => application.close());
  return application;
}

/** Metadata documents. */
export const documents: Runs = {
  'documents.module.ts': async ({ DocumentsModule }) => {
    const { url } = await start({ dcr: false, imports: [DocumentsModule as Type] });
    const response = await fetch(`${url}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toMatchObject({
      client_id_metadata_document_supported: true,
      token_endpoint_auth_methods_supported: ['none'],
      authorization_response_iss_parameter_supported: true,
    });
  },

  'cimd.ts': async ({ dcrModule }) => {
    const { nest } = await start({ dcr: false, imports: [dcrModule as DynamicModule] });
    await expect(
      nest.get(DcrClientService).discover('https://unlisted.example.org/client.json'),
    ).rejects.toMatchObject({ rejectionCause: 'host' });
  },

  'authorize-document.ts': async ({ checkRequest }, load) => {
    const { testOptions } = await load('test-options.ts');
    const server = await startDocumentServer();
    onTestFinished(() => server.close());
    const cimd = (testOptions as (port: number, ca: string) => CimdOptions)(server.port, server.ca);
    const { nest } = await start({ dcr: { cimd } });
    const clientId = newDocumentUrl();
    server.serve({ body: documentOf(clientId) }, clientId);
    const query = {
      client_id: clientId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    };
    const check = checkRequest as (clients: DcrClientService, query: object, ip: string) => Promise<object>;
    expect(await check(nest.get(DcrClientService), query, '203.0.113.7')).toMatchObject({
      clientId,
      source: 'cimd',
    });
  },

  'test-options.ts': async ({ testOptions }) => {
    const cimd = (testOptions as (port: number, ca: string) => CimdOptions)(
      8443,
      '-----BEGIN CERTIFICATE-----',
    );
    const { nest } = await start({ dcr: { cimd } });
    await expect(
      nest.get(DcrClientService).discover('https://client.test/client.json'),
    ).rejects.toMatchObject({
      status: 503,
    });
  },

  'allowed-clients.ts': async ({ policy }) => {
    const decide = async (context: Partial<DcrPolicyContext>) => {
      const { signal } = new AbortController();
      return (await (policy as DcrPolicyFunction)({ redirectUris: [], ...context } as never, signal)).outcome;
    };
    const redirectUris = ['https://claude.ai/api/mcp/auth_callback'];
    expect(await decide({ clientId: 'https://claude.ai/oauth/mcp.json', redirectUris })).toBe('allow');
    expect(await decide({ clientId: 'https://claude.ai.example/oauth/mcp.json', redirectUris })).toBe('deny');
    expect(await decide({ redirectUris: ['http://127.0.0.1:3000/callback'] })).toBe('allow');
    expect(await decide({ redirectUris })).toBe('deny');
  },

  'pin-client.ts': async ({ pin }) => {
    const { nest } = await start({ dcr: { cimd: { enabled: true } } });
    await (pin as (admin: DcrAdminService) => Promise<void>)(nest.get(DcrAdminService));
    expect(
      await nest.get(DcrClientService).discover('https://client.example.com/oauth/client.json'),
    ).toMatchObject({ source: 'manual', grantTypes: ['authorization_code', 'refresh_token'] });
  },

  'proxy-fetcher.ts': async ({ ProxyFetcher }) => {
    const proxy = createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const throughProxy = globalThis.fetch;
    vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
      throughProxy(url.replace('https://egress.example.com', `http://127.0.0.1:${port}`), init),
    );
    onTestFinished(() => void vi.unstubAllGlobals());
    const fetcher = new (ProxyFetcher as new () => DcrDocumentFetcher)();
    const { signal } = new AbortController();
    const response = await fetcher.fetch('https://client.example.com/a.json', { signal, headers: {} });
    expect(response.status).toBe(200);
    let body = '';
    for await (const chunk of response.body) body += Buffer.from(chunk).toString();
    expect(body).toBe(`/fetch?url=${encodeURIComponent('https://client.example.com/a.json')}`);
  },
};
