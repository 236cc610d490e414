/** A URL with a query string of the parameters that have a value. */
export function linkTo(path: string, parameters: Record<string, string | undefined> = {}): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `${path}?${new URLSearchParams(given).toString()}` : path;
}

/** The path of a client within the console. A client ID may be a URL. */
export function clientPath(clientId: string, operation?: string): string {
  const path = `clients/${encodeURIComponent(clientId)}`;
  return operation ? `${path}/${operation}` : path;
}

/**
 * The console's first page, relative to the page that is requested. Relative links work under every global prefix, and
 * behind a proxy that removes a part of the path.
 *
 * @param url of the request
 * @param route of the handler below the console's path, such as `clients/:id`
 * @param lastSegment of the console's path
 */
export function rootFrom(url: string, route: string, lastSegment: string): string {
  const [pathname = ''] = url.split(/[?#]/, 1);
  const depth = route.split('/').filter(Boolean).length + (pathname.endsWith('/') ? 1 : 0);
  return '../'.repeat(depth) + lastSegment;
}
