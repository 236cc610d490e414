/** Cookies as a browser keeps them: per origin and path, until they expire. */
export class CookieJar {
  private readonly cookies = new Map<string, Cookie>();

  store(url: URL, response: Response): void {
    for (const header of response.headers.getSetCookie()) {
      const cookie = parse(header, url);
      const key = `${cookie.origin}${cookie.path};${cookie.name}`;
      if (cookie.expired) this.cookies.delete(key);
      else this.cookies.set(key, cookie);
    }
  }

  headerFor(url: URL): string | undefined {
    const matching = [...this.cookies.values()].filter(
      ({ origin, path }) => origin === url.origin && covers(path, url.pathname),
    );
    return matching.map(({ name, value }) => `${name}=${value}`).join('; ') || undefined;
  }
}

interface Cookie {
  name: string;
  value: string;
  origin: string;
  path: string;
  expired: boolean;
}

function parse(header: string, url: URL): Cookie {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const [name, value] = cut(pair);
  const attribute = (wanted: string) =>
    attributes.map(cut).find(([key]) => key.toLowerCase() === wanted)?.[1];
  const expires = attribute('expires');
  return {
    name,
    value,
    origin: url.origin,
    path: attribute('path') ?? '/',
    expired: expires !== undefined && Date.parse(expires) <= Date.now(),
  };
}

function cut(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

/** RFC 6265 §5.1.4 */
function covers(path: string, pathname: string): boolean {
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}
