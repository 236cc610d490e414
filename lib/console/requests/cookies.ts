import type { HandlerResponse } from '../../http/framework.js';
import type { ConsoleRequest } from './console-request.js';

export type ConsoleCookie = 'dcr-console' | 'dcr-console-notice';

/**
 * Sets a cookie of the console, which no script reads and no other site sends. With HTTPS, its prefix keeps other hosts of
 * the same domain from setting it, which requires the path `/`.
 *
 * @param seconds its lifetime; `0` removes it. Default: until the browser is closed.
 */
export function setCookie(
  response: HandlerResponse,
  isHttps: boolean,
  name: ConsoleCookie,
  value: string,
  seconds?: number,
): void {
  const cookie =
    `${named(name, isHttps)}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Strict` +
    `${isHttps ? '; Secure' : ''}${seconds === undefined ? '' : `; Max-Age=${seconds}`}`;
  // Both keep the cookies that the application has set.
  if ('raw' in response) response.header('set-cookie', cookie);
  else response.appendHeader('set-cookie', cookie);
}

export function readCookie(
  { headers }: ConsoleRequest,
  isHttps: boolean,
  name: ConsoleCookie,
): string | undefined {
  for (const pair of headers.cookie?.split(';') ?? []) {
    const at = pair.indexOf('=');
    // Not `trim()`: it removes a no-break space too, with which any host of the domain may set a name with our prefix.
    if (at > 0 && pair.slice(0, at).replace(/^ +/, '') === named(name, isHttps))
      return decode(pair.slice(at + 1).trim());
  }
  return undefined;
}

function named(name: ConsoleCookie, isHttps: boolean): string {
  return isHttps ? `__Host-${name}` : name;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
