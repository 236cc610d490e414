import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface CallbackServer {
  origin: string;
  redirectUri: string;
  /** The first request to the redirect URI. */
  arrived: Promise<URL>;
}

/**
 * Starts a client's web server, to which the browser returns. It answers with a page, or redirects the browser (307).
 *
 * @param next the URL to redirect to. Default: a page.
 */
export async function listenForCallback(next?: string): Promise<CallbackServer> {
  let arrive = (_url: URL) => {};
  const arrived = new Promise<URL>((resolve) => (arrive = resolve));
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/callback')) arrive(new URL(request.url, 'http://127.0.0.1'));
    if (next !== undefined) response.writeHead(307, { location: next }).end();
    else response.setHeader('content-type', 'text/html').end('<p>Back in the application.</p>');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, redirectUri: `${origin}/callback`, arrived };
}
