import { decodePunycode } from './punycode.js';

const PUNYCODE_LABEL = /(^|\.)xn--([^.]*)/gi;

/**
 * The hostname that a browser reads in a host of ASCII characters. Labels in Punycode are decoded and encoded again:
 * whether `new URL()` looks at them by itself depends on the version of Node.js.
 *
 * @returns `undefined` where a browser would not read any
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
