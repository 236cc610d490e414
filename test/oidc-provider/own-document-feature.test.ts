import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DcrInvalidClientError, type DcrClientService } from 'nestjs-dcr';
import { dcrAdapter, withDcr } from 'nestjs-dcr/oidc-provider';
import { Provider, type Configuration } from 'oidc-provider';
import { expect, onTestFinished, test } from 'vitest';
import { MapAdapter } from './support/map-adapter.js';

const CLIENT_ID = 'https://client.example/client.json';
const feature = { clientIdMetadataDocument: { enabled: true, ack: 'draft-02' } };

/** Refuses every client, and counts how often it was asked. */
function refusing() {
  const asked = { discover: 0, findActive: 0 };
  const clients: Pick<DcrClientService, 'discover' | 'findActive'> = {
    discover: async () => {
      asked.discover++;
      throw new DcrInvalidClientError('Refused.', 400);
    },
    findActive: async () => {
      asked.findActive++;
      return null;
    },
  };
  return { asked, clients };
}

/** Serves a provider, and collects the URLs that it wants to fetch by itself. */
async function serve(configuration: Configuration) {
  const fetched: string[] = [];
  const fetch = (input: string | URL | Request) => {
    fetched.push(input instanceof Request ? input.url : String(input));
    return Promise.reject(new Error('There is no network.'));
  };
  const handle = new Provider('http://localhost', { ...configuration, fetch }).callback();
  const server = createServer((request, response) => void handle(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const query = new URLSearchParams({ client_id: CLIENT_ID, response_type: 'code', scope: 'openid' });
  return {
    fetched,
    authorize: () => globalThis.fetch(`${url}/auth?${query.toString()}`, { redirect: 'manual' }),
    push: () => globalThis.fetch(`${url}/request`, { method: 'POST', body: query }),
    redeem: () => {
      const body = new URLSearchParams({ client_id: CLIENT_ID, grant_type: 'authorization_code', code: 'x' });
      return globalThis.fetch(`${url}/token`, { method: 'POST', body });
    },
  };
}

test("withDcr refuses the provider's own feature for documents, and says why", () => {
  const { clients } = refusing();
  expect(() => withDcr({ adapter: MapAdapter, features: feature }, { clients })).toThrow(
    /features\.clientIdMetadataDocument must be off: .* would let a client back in that you disabled/,
  );
});

test("With dcrAdapter alone, the provider's own feature does not fetch a client that we refuse", async () => {
  const { clients } = refusing();
  const features = { ...feature, devInteractions: { enabled: false } };
  const adapter = dcrAdapter(clients, MapAdapter);
  const { authorize, redeem, fetched } = await serve({ adapter, features });
  expect((await authorize()).status).toBe(400);
  expect((await redeem()).status).toBe(401);
  expect(fetched).toEqual([]);
});

test('That feature does fetch for an adapter that only answers that it knows no such client', async () => {
  const features = { ...feature, devInteractions: { enabled: false } };
  const { authorize, fetched } = await serve({ adapter: MapAdapter, features });
  await authorize();
  expect(fetched).toContain(CLIENT_ID);
});

test('One refused authorization request is one discovery, although the provider asks again for its error', async () => {
  const { clients, asked } = refusing();
  const { authorize, redeem } = await serve(withDcr({ adapter: MapAdapter }, { clients }));
  expect((await authorize()).status).toBe(400);
  expect(asked).toEqual({ discover: 1, findActive: 0 });
  expect((await redeem()).status).toBe(401);
  expect(asked.discover).toBe(1);
});

test('A pushed authorization request is a discovery too', async () => {
  const { clients, asked } = refusing();
  const { push } = await serve(withDcr({ adapter: MapAdapter }, { clients }));
  expect((await push()).status).toBeGreaterThanOrEqual(400);
  expect(asked).toEqual({ discover: 1, findActive: 0 });
});
