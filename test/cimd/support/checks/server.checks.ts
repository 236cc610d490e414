import { expect } from 'vitest';
import type { SeenRequest } from '../../../support/document-server.js';
import type { Json } from '../case.js';
import { assertMembers } from '../members.js';
import { seenAs, type Check } from './check.js';

/** A name whose lookup is never answered would hold the call up for the whole timeout. */
const MAX_MS_WITHOUT_LOOKUP = 2_000;

/** Checks of what reached the document server. */
export const serverChecks: Record<string, Check> = {
  fetches(wanted, { server }) {
    expect(server.requests.length, 'requests').toBe(wanted);
  },
  fetchesAtMost(wanted, { server }) {
    expect(server.requests.length, 'requests').toBeLessThanOrEqual(wanted as number);
  },
  connections(wanted, { server }) {
    expect(server.connections, 'connections').toBe(wanted);
  },
  concurrentAtMost(wanted, { server }) {
    expect(server.maxOpenConnections, 'connections at once').toBeLessThanOrEqual(wanted as number);
  },
  bytesReadAtMost(wanted, { server }) {
    expect(server.bytesWritten, 'bytes').toBeLessThanOrEqual(wanted as number);
  },
  dnsQueries(wanted, _run, seen) {
    if (wanted !== 0) throw new Error('Only the absence of a lookup can be observed.');
    const { ms } = seenAs(seen, 'dnsQueries', 'returned', 'threw');
    expect(ms, 'duration without a lookup, ms').toBeLessThan(MAX_MS_WITHOUT_LOOKUP);
  },
  paths(wanted, { server }) {
    expect(server.requests.map(({ path }) => path)).toEqual(wanted);
  },
  request(wanted, { server }) {
    expect(server.requests).toHaveLength(1);
    expectRequest(server.requests[0]!, wanted as Json);
  },
  requests(wanted, { server }) {
    const list = wanted as Json[];
    expect(server.requests).toHaveLength(list.length);
    for (const [index, one] of list.entries()) expectRequest(server.requests[index]!, one);
  },
};

const CONTAINS = 'contains ';

function expectRequest(request: SeenRequest, wanted: Json): void {
  assertMembers(wanted, ['method', 'path', 'headers', 'absent'], 'request');
  if ('method' in wanted) expect(request.method).toBe(wanted['method']);
  if ('path' in wanted) expect(request.path).toBe(wanted['path']);
  for (const [name, value] of Object.entries((wanted['headers'] ?? {}) as Record<string, string>)) {
    const sent = request.headers[name];
    if (value.startsWith(CONTAINS)) expect(sent, name).toContain(value.slice(CONTAINS.length));
    else expect(sent, name).toBe(value);
  }
  for (const name of (wanted['absent'] ?? []) as string[])
    expect(request.headers[name], name).toBeUndefined();
}
