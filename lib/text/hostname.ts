import { decodePunycode } from './punycode.js';

const PUNYCODE_LABEL = /(^|\.)xn--([^.]*)/gi;

/**
 * The hostname that a browser reads in an ASCII host. Punycode labels are decoded and encoded again, because it
 * depends on the version of Node.js whether `new URL()` checks them.
 *
 * @returns `undefined` if a browser would reject the host
 * @see https://url.spec.whatwg.org/#concept-domain-to-ascii
 */
export function readHostname(host: string): string | undefined {
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
