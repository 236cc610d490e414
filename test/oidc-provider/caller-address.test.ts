import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DcrInvalidClientError } from 'nestjs-dcr';
import { dcrAdapter } from 'nestjs-dcr/oidc-provider';
import { Provider } from 'oidc-provider';
import { expect, onTestFinished, test } from 'vitest';
import { MapAdapter } from './support/map-adapter.js';

/** Asks a provider that runs outside of a framework for an unknown client. Returns the address that discovery was told. */
async function addressOf(forwarded: string, settings: { proxy: boolean; maxIpsCount?: number }) {
  const addresses: (string | undefined)[] = [];
  const clients = {
    findActive: () => Promise.resolve(null),
    discover: (_clientId: string, { ip }: { ip?: string | undefined } = {}) => {
      addresses.push(ip);
      return Promise.reject(new DcrInvalidClientError('unknown'));
    },
  };
  const provider = new Provider('http://localhost', { adapter: dcrAdapter(clients, MapAdapter) });
  Object.assign(provider, settings);
  const handle = provider.callback();
  const server = createServer((request, response) => void handle(request, response));
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const search = new URLSearchParams({ client_id: 'https://client.test/client.json' }).toString();
  await fetch(`http://127.0.0.1:${port}/auth?${search}`, { headers: { 'x-forwarded-for': forwarded } });
  expect(addresses).toHaveLength(1);
  return addresses[0];
}

test('Without a proxy, the address is that of the connection', async () => {
  expect(await addressOf('203.0.113.7', { proxy: false })).toBe('127.0.0.1');
});

test('Behind a proxy that appends, a claim of the caller is ignored', async () => {
  expect(await addressOf('203.0.113.7, 192.0.2.1', { proxy: true })).toBe('192.0.2.1');
});

test('With several proxies, maxIpsCount says how many there are', async () => {
  const address = await addressOf('203.0.113.7, 192.0.2.1, 10.0.0.1', { proxy: true, maxIpsCount: 2 });
  expect(address).toBe('192.0.2.1');
});
