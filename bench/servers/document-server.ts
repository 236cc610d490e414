import { createServer } from 'node:https';
import { registration } from '../load/request.js';
import { announce } from './announce.js';
import { selfSigned } from './self-signed.js';

/** Long enough that all fetches that may be in flight at once are. */
const DELAY_MS = 10;

/** What the server has seen since it was last asked. */
export interface SeenFetches {
  requests: number;
  /** In flight at the same time. */
  maxAtOnce: number;
  maxAtOncePerHost: number;
}

const certificate = await selfSigned('*.documents.test');
const metadata = JSON.parse(registration.body) as object;
const inFlight = new Map<string, number>();
let seen = nothing();

/** Serves a document at every URL, with VS Code's metadata. */
const server = createServer(certificate, (request, response) => {
  const { host = '' } = request.headers;
  const ofHost = (inFlight.get(host) ?? 0) + 1;
  inFlight.set(host, ofHost);
  const all = [...inFlight.values()].reduce((sum, count) => sum + count, 0);
  seen.requests++;
  seen.maxAtOnce = Math.max(seen.maxAtOnce, all);
  seen.maxAtOncePerHost = Math.max(seen.maxAtOncePerHost, ofHost);
  setTimeout(() => {
    // Before the response, so that a fetch is never counted after its client has seen it end.
    inFlight.set(host, inFlight.get(host)! - 1);
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=86400' });
    response.end(JSON.stringify({ ...metadata, client_id: `https://${host}${request.url}` }));
  }, DELAY_MS);
});

function nothing(): SeenFetches {
  return { requests: 0, maxAtOnce: 0, maxAtOncePerHost: 0 };
}

server.listen(0, '127.0.0.1', () =>
  announce(server, () => ({
    certificate: () => certificate.cert,
    seen: () => {
      const before = seen;
      seen = nothing();
      return before;
    },
  })),
);
