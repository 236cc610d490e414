import { readHostname } from '../text/hostname.js';

/** The characters that RFC 3986 allows in a URI, except `#`; each `%` must precede two hexadecimal digits. */
const URI_CHARACTERS =
  /^[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=]*)*$/;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/([^/?]*)/;
/** A name, an IPv4 address, or an IPv6 address in brackets; then an optional port. */
const HOSTNAME_AND_PORT = /^((?:[A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+\.?|\[[0-9A-Fa-f:.]+\])(?::(.*))?$/;
const BRACKET = /[[\]]/;
/** RFC 8252 §7.3. `localhost` is included because clients use it. */
export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
export const LOOPBACK_HOSTS_IN_WORDS = [...LOOPBACK_HOSTS].join(', ').replace(/, (?=[^,]*$)/, ' or ');
const LOOPBACK_URI = new RegExp(
  `^http://(${[...LOOPBACK_HOSTS].map((host) => host.replaceAll(/[.[\]]/g, String.raw`\$&`)).join('|')})` +
    String.raw`(?::([0-9]{1,5}))?(?=[/?]|$)(.*)$`,
  's',
);

const MAX_PORT = 65_535;

/** Which redirect URIs may be registered: the resolved option `redirectUris`. */
export interface RedirectUriProfile {
  https: boolean;
  loopback: boolean;
  customSchemes: readonly string[];
}

/** The profile that the option `redirectUris` sets. */
export const DCR_REDIRECT_URI_PROFILE = Symbol('DCR_REDIRECT_URI_PROFILE');

/** RFC 3986 §3.1. Lower case only, because listed schemes are compared byte for byte. */
const LOWER_CASE_SCHEME = /^[a-z][a-z0-9+.-]*$/;
/** Schemes that a browser handles itself, so they never lead back to an application. */
const BROWSER_SCHEMES = new Set([
  'about', 'blob', 'chrome', 'chrome-extension', 'data', 'file', 'filesystem', 'ftp', 'http', 'https', 'intent',
  'jar', 'javascript', 'livescript', 'mailto', 'mhtml', 'resource', 'sms', 'tel', 'urn', 'vbscript', 'view-source',
  'ws', 'wss',
]); // prettier-ignore

/** Whether a scheme may be listed in the option `redirectUris.customSchemes`. */
export function isPrivateUseScheme(scheme: string): boolean {
  return LOWER_CASE_SCHEME.test(scheme) && !BROWSER_SCHEMES.has(scheme);
}

export function schemeOf(uri: string): string | undefined {
  return SCHEME.exec(uri)?.[1];
}

/**
 * Checks a redirect URI. Only the string as it was sent is checked: `new URL()` would repair it into another URI.
 *
 * @returns what is wrong with it, or `undefined`
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7
 */
export function redirectUriProblem(uri: string, profile: RedirectUriProfile): string | undefined {
  // Check the scheme first: the hostname of javascript://localhost/ looks valid.
  const scheme = schemeOf(uri);
  if (!scheme) return 'must be an absolute URI';
  const problem = schemeProblem(scheme, profile);
  if (problem) return problem;
  if (uri.includes('#')) return 'must not contain a fragment';
  if (!URI_CHARACTERS.test(uri)) return 'must contain only the characters of RFC 3986';
  if (uri.includes('*')) return 'must not contain a wildcard';
  const authority = AUTHORITY.exec(uri)?.[1];
  if (authority?.includes('@')) return 'must not contain user information';
  if (scheme !== 'https' && scheme !== 'http') return customUriProblem(uri, scheme);
  if (authority === undefined) return 'must have two slashes after the scheme';
  return webUriProblem(uri, scheme, authority);
}

function schemeProblem(
  scheme: string,
  { https, loopback, customSchemes }: RedirectUriProfile,
): string | undefined {
  if (scheme === 'https' ? https : scheme === 'http' ? loopback : customSchemes.includes(scheme))
    return undefined;
  const allowed = [
    ...(https ? ['https'] : []),
    ...(loopback ? ['http on a loopback host'] : []),
    ...customSchemes,
  ];
  return `must use an allowed scheme: ${allowed.join(', ')}`;
}

function webUriProblem(uri: string, scheme: string, authority: string): string | undefined {
  const [, hostname, port] = HOSTNAME_AND_PORT.exec(authority) ?? [];
  if (!hostname) return 'must have a valid host';
  if (port !== undefined && !isPort(port)) return `must have a port from 0 to ${MAX_PORT}`;
  if (scheme === 'http' && !LOOPBACK_HOSTS.has(hostname)) {
    return `must use https, or http on ${LOOPBACK_HOSTS_IN_WORDS}`;
  }
  if (hasBracketsOutside(uri, hostname)) return 'must contain only the characters of RFC 3986';
  // A browser reads 2130706433 and 0x7f.1 as another hostname than the one written.
  return LOOPBACK_HOSTS.has(hostname) || readHostname(hostname) === hostname.toLowerCase()
    ? undefined
    : 'must have a valid host';
}

function customUriProblem(uri: string, scheme: string): string | undefined {
  if (uri.length <= scheme.length + 1) return 'must have something after the scheme';
  if (hasBracketsOutside(uri, '')) return 'must contain only the characters of RFC 3986';
  return URL.canParse(uri) ? undefined : 'must be a valid URI';
}

function hasBracketsOutside(uri: string, hostname: string): boolean {
  return BRACKET.test(uri) && BRACKET.test(hostname ? uri.replace(hostname, '') : uri);
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= MAX_PORT;
}

/**
 * Whether the redirect URI of an authorization request is registered. Compares byte for byte, except for the port of a
 * loopback URI.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-2.1
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7.3
 */
export function isRegisteredRedirectUri(requested: string, registered: readonly string[]): boolean {
  return registered.some((uri) => uri === requested || differsOnlyInLoopbackPort(requested, uri));
}

function differsOnlyInLoopbackPort(requested: string, registered: string): boolean {
  const one = LOOPBACK_URI.exec(requested);
  const other = LOOPBACK_URI.exec(registered);
  if (!one || !other) return false;
  const [, hostname, port, rest] = one;
  return hostname === other[1] && rest === other[3] && (port === undefined || Number(port) <= MAX_PORT);
}

/** Returns the hostname and any port of a URI that has no user information and no fragment; empty for one without an authority. */
export function authorityOf(uri: string): string {
  return AUTHORITY.exec(uri)?.[1] ?? '';
}

/** The hostname in lower case, without port and trailing dot; empty for a URI without an authority. */
export function hostnameOf(uri: string): string {
  return authorityOf(uri)
    .toLowerCase()
    .replace(/:[^:\]]*$/, '')
    .replace(/\.$/, '');
}

/** Removes the port of a loopback URI, which a native application may choose for each request. */
export function withoutLoopbackPort(uri: string): string {
  const [, hostname, , rest] = LOOPBACK_URI.exec(uri) ?? [];
  return hostname === undefined ? uri : `http://${hostname}${rest}`;
}
