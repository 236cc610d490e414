import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { RequestOptions } from 'node:https';
import type { DcrDocumentFetcher, DcrDocumentResponse, DcrTestHost } from './document-fetcher.js';
import { DownloadError } from './download.error.js';
import { sendRequest } from './https-request.js';
import { findPublicAddresses, lookUpInDns, type NameLookup } from './name-lookup.js';
import { TestHosts } from './test-hosts.js';

export interface HttpsDocumentFetcherOptions {
  /** The test seam. Default: none. */
  testHosts?: Readonly<Record<string, DcrTestHost>> | undefined;
  /** The authority of the test hosts, and of no other host, in PEM. */
  testCa?: string | undefined;
}

/**
 * The built-in fetcher: one TLS connection per document, to an address that was vetted, and closed in every outcome.
 *
 * @throws Error if the test seam is not safe
 */
export class HttpsDocumentFetcher implements DcrDocumentFetcher {
  private readonly testHosts: TestHosts;
  private readonly testCa: string | undefined;

  constructor({ testHosts, testCa }: HttpsDocumentFetcherOptions = {}) {
    this.testHosts = new TestHosts(testHosts);
    this.testCa = testCa;
  }

  async fetch(
    url: string,
    { signal, headers }: { signal: AbortSignal; headers: Record<string, string> },
  ): Promise<DcrDocumentResponse> {
    const { hostname, host, port, pathname, search } = new URL(url);
    // Node.js connects to an address literal without calling `lookup`.
    if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) throw new DownloadError('address');
    const isTestHost = this.testHosts.has(hostname);
    const lookUp = isTestHost ? this.lookUpTestHost : lookUpInDns;
    const addresses = await findPublicAddresses(hostname, signal, lookUp);
    signal.throwIfAborted();
    const options: RequestOptions = {
      hostname,
      servername: hostname,
      port: port || 443,
      path: pathname + search,
      headers: { host, ...headers },
      lookup: answerWith(addresses),
    };
    return sendRequest(isTestHost ? { ...options, ...this.redirectToLoopback(hostname) } : options, signal);
  }

  private readonly lookUpTestHost: NameLookup = async (host, signal) => {
    const answer = this.testHosts.nextAnswer(host);
    if (answer === 'NXDOMAIN') return [];
    return answer === 'HANG' ? hang(signal) : answer;
  };

  /** After the vetting: the connection goes to loopback, and everything else is as for a real host. */
  private redirectToLoopback(host: string): RequestOptions {
    const target = this.testHosts.connectTo(host);
    if (!target) throw new DownloadError('connect', { detail: 'the test host has no "connect"' });
    const { address, port } = target;
    return { port, lookup: answerWith([{ address, family: isIP(address) }]), ca: this.testCa ?? [] };
  }
}

/**
 * A lookup that knows the answer already. It is called without `all` where Node.js does not try several addresses. It answers
 * later, as DNS would: a connection that fails at once, such as IPv6 without a route, would emit its error before the request
 * listens for it, and end the process.
 */
function answerWith(addresses: LookupAddress[]): NonNullable<RequestOptions['lookup']> {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    setImmediate(() => {
      if (all) callback(null, addresses);
      else callback(null, first!.address, first!.family);
    });
  };
}

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
