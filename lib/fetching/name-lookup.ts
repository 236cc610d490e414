import { Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { DownloadError } from './download.error.js';
import { isPublicAddress } from './public-address.js';

/** Per server, ms for the first try. */
const QUERY_OPTIONS = { timeout: 1_000, tries: 2 };
/** Once one family has an answer, ms to wait for the other. Some servers never answer for IPv6. */
const OTHER_FAMILY_MS = 500;
/** Addresses of each family to try. An answer with more must not turn one fetch into a port scan. */
const MAX_ADDRESSES_PER_FAMILY = 2;

/** Asks for the addresses of a name once. Rejects if there are none. */
export type NameLookup = (host: string, signal: AbortSignal) => Promise<string[]>;

/**
 * Asks the DNS servers of the system for both families. Unlike `dns.lookup`, this does not occupy a thread of the pool that the
 * application needs for its files, even while a server does not answer, and it applies no search domains.
 */
export const lookUpInDns: NameLookup = (host, signal) =>
  lookUpWith(new Resolver(QUERY_OPTIONS), host, signal);

export async function lookUpWith(resolver: Resolver, host: string, signal: AbortSignal): Promise<string[]> {
  const cancel = () => resolver.cancel();
  let timer: NodeJS.Timeout | undefined;
  const limitOther = (addresses: string[]) => {
    timer ??= setTimeout(cancel, OTHER_FAMILY_MS);
    return addresses;
  };
  signal.addEventListener('abort', cancel, { once: true });
  const queries = [resolver.resolve4(host), resolver.resolve6(host)];
  const answers = await Promise.allSettled(queries.map((query) => query.then(limitOther)));
  clearTimeout(timer);
  signal.removeEventListener('abort', cancel);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

/**
 * The addresses to connect to. They are the only ones that the connection may use: a second lookup could answer differently.
 *
 * @throws DownloadError `dns` without an address, `address` if a single one is not public
 */
export async function findPublicAddresses(
  host: string,
  signal: AbortSignal,
  lookUp: NameLookup,
): Promise<LookupAddress[]> {
  const addresses = await lookUp(host, signal);
  if (addresses.length === 0) throw new DownloadError('dns');
  if (!addresses.every(isPublicAddress)) throw new DownloadError('address');
  return [4, 6].flatMap((family) =>
    addresses
      .filter((address) => isIP(address) === family)
      .slice(0, MAX_ADDRESSES_PER_FAMILY)
      .map((address) => ({ address, family })),
  );
}
