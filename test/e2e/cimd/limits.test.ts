import type { DcrClient, DcrError } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startDocumentServer } from '../../support/document-server.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  type DocumentApplication,
  documentOf,
  newDocumentUrl,
  serve,
  startDocumentApplication,
} from './support/documents.js';

const AT_ONCE = 16;
const AT_ONCE_PER_HOST = 4;
const PER_MINUTE = 120;
const PER_MINUTE_AND_HOST = 30;
const UNKNOWN = 1_000;

/** An application to which every URL of these hosts has a document, and whose limit per caller is out of reach. */
async function startWithHosts(hosts: string[]): Promise<DocumentApplication> {
  const server = await startDocumentServer();
  onTestFinished(() => server.close());
  server.serve((clientId) => ({ body: documentOf(clientId) }));
  const testHosts = Object.fromEntries(hosts.map((host) => [host, { connect: server.connect }]));
  const cimd = { testHosts, maxDiscoveriesPerWindow: 10 * UNKNOWN, timeout: 60_000 };
  return startDocumentApplication(undefined, { cimd }, server);
}

function hostNames(amount: number): string[] {
  return Array.from({ length: amount }, (_, index) => `host-${index}.test`);
}

/** All at the same moment, while no document is answered. */
async function floodWith(application: DocumentApplication, urls: string[]) {
  const release = application.server.hold();
  const found: DcrClient[] = [];
  const refused: DcrError[] = [];
  const asked = urls.map((url) =>
    authorize(application, url).then(
      (client) => void found.push(client),
      (error: unknown) => void refused.push(error as DcrError),
    ),
  );
  return {
    found,
    refused,
    answer: async () => {
      release();
      await Promise.all(asked);
    },
  };
}

describe(`${UNKNOWN} unknown URLs at the same moment`, () => {
  test.each([
    { of: 'on many hosts', hosts: hostNames(100), limit: AT_ONCE },
    { of: 'on one host', hosts: hostNames(1), limit: AT_ONCE_PER_HOST },
  ])('$of: $limit are fetched, the others are refused without a connection', async ({ hosts, limit }) => {
    const application = await startWithHosts(hosts);
    const { server } = application;
    const urls = Array.from({ length: UNKNOWN }, (_, index) => newDocumentUrl(hosts[index % hosts.length]));
    const { found, refused, answer } = await floodWith(application, urls);
    await vi.waitFor(() => expect(refused).toHaveLength(UNKNOWN - limit), { timeout: 30_000 });
    await vi.waitFor(() => expect(server.requests).toHaveLength(limit), { timeout: 30_000 });
    expect(server.openConnections).toBe(limit);
    await answer();
    expect(found).toHaveLength(limit);
    expect(server.connections).toBe(limit);
    expect(new Set(refused.map(({ status, rejectionCause }) => `${status} ${rejectionCause}`))).toEqual(
      new Set(['503 throttled']),
    );
    expect(refused.every(({ retryAfter = 0 }) => retryAfter > 0 && retryAfter <= 30)).toBe(true);
  });

  test('of which many are equal: each URL is fetched once', async () => {
    const hosts = hostNames(2);
    const application = await startWithHosts(hosts);
    const urls = hosts.map((host) => newDocumentUrl(host));
    const many = Array.from({ length: UNKNOWN }, (_, index) => urls[index % urls.length]!);
    const { found, answer } = await floodWith(application, many);
    await vi.waitFor(() => expect(application.server.requests).toHaveLength(urls.length), {
      timeout: 30_000,
    });
    await answer();
    expect(found).toHaveLength(UNKNOWN);
    expect(application.server.connections).toBe(urls.length);
  });
});

test.each([
  { of: 'ten hosts', hosts: hostNames(10), limit: PER_MINUTE },
  { of: 'one host', hosts: hostNames(1), limit: PER_MINUTE_AND_HOST },
])('Of URLs of $of in a row, $limit are fetched within a minute', async ({ hosts, limit }) => {
  const application = await startWithHosts(hosts);
  const next = (index: number) => authorize(application, newDocumentUrl(hosts[index % hosts.length]));
  for (let index = 0; index < limit; index++) await next(index);
  for (let index = 0; index < 10; index++) {
    expect(await refusalOf(next(index))).toMatchObject({ status: 503, rejectionCause: 'throttled' });
  }
  expect(application.server.connections).toBe(limit);
});

describe('A caller over its limit', () => {
  const [blocked, other] = ['192.0.2.1', '192.0.2.2'];

  async function startWithBlockedCaller(): Promise<DocumentApplication> {
    const application = await startDocumentApplication(undefined, { cimd: { maxDiscoveriesPerWindow: 1 } });
    await authorize(application, serve(application), { ip: blocked });
    return application;
  }

  test('does not share its refusal with another caller who asks for the same URL at the same moment', async () => {
    const application = await startWithBlockedCaller();
    const url = serve(application);
    const [refused, found] = await Promise.allSettled([
      authorize(application, url, { ip: blocked }),
      authorize(application, url, { ip: other }),
    ]);
    expect(refused).toMatchObject({ reason: { status: 503, rejectionCause: 'throttled' } });
    expect(found).toMatchObject({ value: { clientId: url } });
  });

  test('still gets every client that is known', async () => {
    const application = await startWithBlockedCaller();
    const url = serve(application);
    await authorize(application, url, { ip: other });
    expect(await authorize(application, url, { ip: blocked })).toMatchObject({ clientId: url });
  });
});
