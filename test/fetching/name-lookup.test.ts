import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { lookUpWith } from '../../lib/fetching/name-lookup.js';

const TYPE_A = 1;
const HEADER_BYTES = 12;

/** A DNS server that answers queries for IPv4 with these addresses, and no others. */
async function resolverOf(addresses: number[][]): Promise<Resolver> {
  const server = createSocket('udp4', (query, { port, address }) => {
    const end = query.indexOf(0, HEADER_BYTES) + 5;
    if (addresses.length === 0 || query.readUInt16BE(end - 4) !== TYPE_A) return;
    const header = Buffer.from(query.subarray(0, HEADER_BYTES));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(addresses.length, 6);
    header.writeUInt32BE(0, 8);
    const records = addresses.map((bytes) =>
      Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, ...bytes]),
    );
    server.send(Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...records]), port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const resolver = new Resolver({ timeout: 4_000, tries: 4 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  return resolver;
}

test('Addresses of one family are enough, if the query for the other gets no answer', async () => {
  const resolver = await resolverOf([[93, 184, 216, 34]]);
  const start = performance.now();
  const addresses = await lookUpWith(resolver, 'client.example.com', new AbortController().signal);
  expect(addresses).toEqual(['93.184.216.34']);
  expect(performance.now() - start).toBeLessThan(2_000);
});

test('The signal ends queries that get no answer', async () => {
  const resolver = await resolverOf([]);
  const start = performance.now();
  const addresses = await lookUpWith(resolver, 'client.example.com', AbortSignal.timeout(100));
  expect(addresses).toEqual([]);
  expect(performance.now() - start).toBeLessThan(2_000);
});
