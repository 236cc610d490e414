import { isIP } from 'node:net';
import { DcrInvalidQueryError } from '../errors/index.js';
import { documentHost } from '../fetching/document-url.js';
import { networkText, readNetwork } from '../text/ip-network.js';
import { unmappedHost } from './rule-host.js';
import { type DcrRuleKind, MAX_RULE_VALUE_LENGTH } from './rule.entity.js';

/** What a name never contains; `new URL()` would take it for the end of the host, or repair it. */
const NOT_IN_HOST = /[\s/\\?#@:*%]/;
const FINGERPRINT = /^[\da-f]{64}$/;
/** The host must end before the `*`, or `https://app.example*` would match app.example.evil.example. */
const CLIENT_ID_PREFIX = /^https:\/\/[^/?#@*]+\/[^*]*$/;

const NORMALIZE: Record<DcrRuleKind, { read: (value: string) => string | undefined; expected: string }> = {
  redirectHost: {
    read: toRedirectHost,
    expected:
      "a host name without scheme, port and path, such as 'example.com', or '*.example.com' for every name below it. " +
      "The loopback hosts are 'localhost', '127.0.0.1' and '[::1]'",
  },
  fingerprint: {
    read: (value) => (FINGERPRINT.test(value.toLowerCase()) ? value.toLowerCase() : undefined),
    expected: 'the fingerprint of a client, 64 hexadecimal digits',
  },
  network: {
    read(value) {
      const network = readNetwork(value);
      return network && networkText(network);
    },
    expected: "a network such as '203.0.113.0/24' or '2001:db8::/32', or one address",
  },
  clientId: {
    read: toClientId,
    expected:
      "the URL of a metadata document, such as 'https://app.example/client.json', or the start of such URLs, which " +
      "names the whole host and ends with a *, such as 'https://app.example/*'. Registered clients have other ids: use " +
      'their redirect host or fingerprint',
  },
};

/**
 * Brings the value of a rule to the form that is compared and stored. Names are in lower case, and in Punycode.
 *
 * @throws DcrInvalidQueryError that says what the value of this kind must be
 */
export function normalizeRuleValue(kind: DcrRuleKind, value: string): string {
  const { read, expected } = NORMALIZE[kind];
  const normal = value.length > MAX_RULE_VALUE_LENGTH ? undefined : read(value.trim());
  if (normal === undefined || normal.length > MAX_RULE_VALUE_LENGTH) {
    throw new DcrInvalidQueryError(`value of the kind ${kind} must be ${expected}.`);
  }
  return normal;
}

function toRedirectHost(value: string): string | undefined {
  const isBelow = value.startsWith('*.');
  const name = value.slice(isBelow ? 2 : 0).replace(/\.$/, '');
  const bare = name.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) === 6) return isBelow ? undefined : unmappedHost(new URL(`https://[${bare}]/`).hostname);
  if (name === '' || NOT_IN_HOST.test(name) || !URL.canParse(`https://${name}/`)) return undefined;
  const { hostname } = new URL(`https://${name}/`);
  // The list of redirect hosts has this name for three hosts; a rule with it would never match.
  if (hostname === 'loopback') return undefined;
  // Addresses have no names below them.
  if (isBelow && isIP(hostname) !== 0) return undefined;
  return isBelow ? `*.${hostname}` : hostname;
}

function toClientId(value: string): string | undefined {
  const isPrefix = value.endsWith('*');
  const start = isPrefix ? value.slice(0, -1) : value;
  if (!CLIENT_ID_PREFIX.test(start)) return undefined;
  // A document's URL has one spelling, so a rule with another one would never match.
  return documentHost(isPrefix ? `${start}x` : start, isReserved) === undefined ? undefined : value;
}

/** The names that tests use. */
function isReserved(host: string): boolean {
  return host.endsWith('.test');
}
