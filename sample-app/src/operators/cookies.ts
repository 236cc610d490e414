import type { Request, Response } from 'express';

export const SESSION_COOKIE = 'operator';

/** Sets a cookie that is sent to the pages of operators only, and never with a request from another site. */
export function setCookie(
  response: Response,
  address: string,
  name: string,
  value: string,
  seconds: number,
): void {
  response.cookie(name, value, {
    httpOnly: true,
    sameSite: 'strict',
    secure: address.startsWith('https:'),
    path: '/admin',
    maxAge: seconds * 1000,
  });
}

export function clearCookie(response: Response, name: string): void {
  response.clearCookie(name, { path: '/admin' });
}

export function readCookie({ headers }: Request, name: string): string | undefined {
  for (const pair of headers.cookie?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return decode(pair.slice(at + 1).trim());
  }
  return undefined;
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
