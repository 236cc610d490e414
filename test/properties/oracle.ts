/**
 * A second implementation of the rules for redirect URIs. It parses RFC 3986's grammar character by character, while
 * the package uses regular expressions.
 */
interface ParsedUri {
  scheme: string;
  /** `undefined` without `//`. */
  authority?: { userinfo?: string; host: string; port?: string };
  /** Path and query, as written. */
  rest: string;
}

const between = (first: string, last: string) => (letter: string) => letter >= first && letter <= last;
const isDigit = between('0', '9');
const isAlpha = (letter: string) => between('a', 'z')(letter) || between('A', 'Z')(letter);
const isHex = (letter: string) => isDigit(letter) || between('a', 'f')(letter) || between('A', 'F')(letter);
const isOneOf = (letters: string) => (letter: string) => letter.length === 1 && letters.includes(letter);
const isUnreserved = (letter: string) => isAlpha(letter) || isDigit(letter) || isOneOf('-._~')(letter);
const isSubDelim = isOneOf("!$&'()*+,;=");

const every = (text: string, isAllowed: (letter: string) => boolean) => Array.from(text).every(isAllowed);

/** Whether the text has only allowed characters, and `%` only before two hexadecimal digits. */
function consistsOf(text: string, isAllowed: (letter: string) => boolean): boolean {
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === '%') {
      if (!isHex(text[at + 1] ?? '') || !isHex(text[at + 2] ?? '')) return false;
      at += 2;
    } else if (!isAllowed(letter)) return false;
  }
  return true;
}

const isNameLetter = (letter: string) => isUnreserved(letter) || isSubDelim(letter);
const isPathLetter = (letter: string) => isNameLetter(letter) || isOneOf(':@/?')(letter);

/** RFC 3986 §3, without a fragment. Returns `undefined` for anything but an absolute URI. */
function parseUri(uri: string): ParsedUri | undefined {
  const colon = uri.indexOf(':');
  const scheme = uri.slice(0, Math.max(colon, 0));
  const isSchemeLetter = (letter: string) => isAlpha(letter) || isDigit(letter) || isOneOf('+-.')(letter);
  if (scheme === '' || !isAlpha(scheme[0]!) || !every(scheme, isSchemeLetter)) return undefined;
  const afterScheme = uri.slice(colon + 1);
  if (!afterScheme.startsWith('//')) {
    return consistsOf(afterScheme, isPathLetter) ? { scheme, rest: afterScheme } : undefined;
  }
  const hierarchy = afterScheme.slice(2);
  const ends = ['/', '?'].map((letter) => hierarchy.indexOf(letter)).filter((at) => at >= 0);
  const end = Math.min(hierarchy.length, ...ends);
  const authority = parseAuthority(hierarchy.slice(0, end));
  const rest = hierarchy.slice(end);
  return authority && consistsOf(rest, isPathLetter) ? { scheme, authority, rest } : undefined;
}

function parseAuthority(text: string): ParsedUri['authority'] | undefined {
  const at = text.lastIndexOf('@');
  const userinfo = at < 0 ? {} : { userinfo: text.slice(0, at) };
  const hostAndPort = text.slice(at + 1);
  const hostEnd = hostAndPort.startsWith('[') ? hostAndPort.indexOf(']') + 1 : hostAndPort.indexOf(':');
  const host = hostEnd < 0 ? hostAndPort : hostAndPort.slice(0, hostEnd);
  const behind = hostAndPort.slice(host.length);
  if (behind !== '' && !behind.startsWith(':')) return undefined;
  const isLiteral =
    host.startsWith('[') && every(host.slice(1, -1), (letter) => isHex(letter) || isOneOf(':.')(letter));
  if (!isLiteral && !consistsOf(host, isNameLetter)) return undefined;
  return { ...userinfo, host, ...(behind !== '' && { port: behind.slice(1) }) };
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

function isPort(port: string): boolean {
  return port !== '' && every(port, isDigit) && Number(port) < 65_536;
}

/** Whether this URI may be registered. */
export function isInProfile(uri: string, customSchemes: readonly string[]): boolean {
  const parsed = uri.length <= 2_048 && !uri.includes('*') ? parseUri(uri) : undefined;
  if (!parsed || parsed.authority?.userinfo !== undefined) return false;
  const { scheme, authority } = parsed;
  if (customSchemes.includes(scheme)) return uri.length > scheme.length + 1;
  if (!authority || authority.host === '' || (authority.port !== undefined && !isPort(authority.port)))
    return false;
  if (scheme === 'http') return loopbackHosts.includes(authority.host);
  // A browser must open the host that people read.
  return scheme === 'https' && URL.canParse(uri) && new URL(uri).hostname === authority.host.toLowerCase();
}

/** RFC 9700 §2.1 and RFC 8252 §7.3: identical, except for the port of a loopback host. */
export function matches(requested: string, registered: string): boolean {
  if (requested === registered) return true;
  const [one, other] = [parseUri(requested), parseUri(registered)];
  if (!one?.authority || !other?.authority || one.scheme !== 'http' || other.scheme !== 'http') return false;
  const { userinfo, host, port } = one.authority;
  return (
    userinfo === undefined &&
    loopbackHosts.includes(host) &&
    host === other.authority.host &&
    one.rest === other.rest &&
    (port === undefined || isPort(port))
  );
}
