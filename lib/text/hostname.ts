import { decodePunycode } from './punycode.js';

const PUNYCODE_LABEL = /(^|\.)xn--([^.]*)/gi;

/** Labels of letters, digits, `-` and `_`. The last one begins with a letter: otherwise it may be an IPv4 address. */
const PLAIN_HOST = /^(?:[a-z0-9_-]+\.)*[a-z][a-z0-9_-]*$/i;
const PUNYCODE = /xn--/i;

/** Whether a browser reads this host exactly as it is written, except for its case. */
export function isPlainHost(host: string): boolean {
  return PLAIN_HOST.test(host) && !PUNYCODE.test(host);
}

/**
 * The hostname that a browser reads in an ASCII host. Punycode labels are decoded and encoded again, because it
 * depends on the version of Node.js whether `new URL()` checks them.
 *
 * @returns `undefined` if a browser would reject the host
 * @see https://url.spec.whatwg.org/#concept-domain-to-ascii
 */
export function readHostname(host: string): string | undefined {
  // Parsing a URL takes longer than all other checks of a redirect URI.
  if (isPlainHost(host)) return host.toLowerCase();
  let isPunycode = true;
  const decoded = host.replace(PUNYCODE_LABEL, (_, dot: string, encoded: string) => {
    const label = decodePunycode(encoded);
    isPunycode &&= label !== undefined;
    return dot + label;
  });
  if (!isPunycode) return undefined;
  try {
    return new URL(`https://${decoded}/`).hostname;
  } catch {
    return undefined;
  }
}
