import type { IncomingMessage, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { Provider } from 'oidc-provider';
import { DOCUMENTS, routeMatcher, routeOf } from './provider-routes.js';

/**
 * Options of {@link mountProvider}.
 *
 * @see docs/recipes/oidc-provider.md#an-issuer-with-a-path
 */
export interface MountProviderOptions {
  /**
   * For an issuer with a path: also serve its two metadata documents and `/authorize` and `/token` at the origin, as
   * an issuer without a path does. Clients that follow MCP 2025-03-26, and some later ones, look nowhere else. Turn
   * it on only where this is the only issuer of the origin: RFC 8414 §3.3 lets a client refuse a document whose
   * `issuer` is not the address that it was fetched from. Default: `false`.
   *
   * @see https://www.rfc-editor.org/rfc/rfc8414#section-3.3
   */
  atOrigin?: boolean;
}

type Request = IncomingMessage & { originalUrl?: string };

/**
 * Serves a provider in a Nest application, on Express or Fastify. Call it before `listen()`: the provider reads its
 * requests before Nest's body parsers do.
 *
 * An issuer without a path is served at the root: the provider answers its own routes, and every other request goes
 * on to the application. An issuer with a path is served below it, with its metadata also where RFC 8414 §3.1 puts
 * it, and {@link MountProviderOptions.atOrigin} on request.
 *
 * At the origin, `/authorize` and `/token` always answer, whatever `routes` says, because clients without metadata
 * assume them.
 *
 * @example mountProvider(app, app.get(Provider))
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3.1
 */
export function mountProvider(
  app: Pick<INestApplication, 'use'>,
  provider: Provider,
  options: MountProviderOptions = {},
): void {
  const base = new URL(provider.issuer).pathname.replace(/\/$/, '');
  const find = pathFinder(provider, base, options);
  const handle = provider.callback();
  app.use((request: Request, response: ServerResponse, next: () => void) => {
    const [path = '', ...query] = (request.url ?? '').split('?');
    const found = find(path);
    if (found === undefined) return next();
    request.url = [found, ...query].join('?');
    // The provider takes the difference between the two for the path that it is mounted at.
    request.originalUrl = base + request.url;
    void handle(request, response);
  });
}

/** Returns a function that finds the path below the provider's root; `undefined` for the application's own paths. */
function pathFinder(
  provider: Provider,
  base: string,
  { atOrigin = false }: MountProviderOptions,
): (path: string) => string | undefined {
  const aliases = new Map<string, string>();
  if (base) for (const document of DOCUMENTS) aliases.set(document + base, document);
  if (base && atOrigin) for (const document of DOCUMENTS) aliases.set(document, document);
  if (!base || atOrigin) {
    aliases.set('/authorize', routeOf(provider, 'authorization')!);
    aliases.set('/token', routeOf(provider, 'token')!);
  }
  const isRoute = routeMatcher(provider);
  return (path) => {
    if (!base && isRoute(path)) return path;
    if (base && path.startsWith(`${base}/`)) return path.slice(base.length);
    return aliases.get(path);
  };
}
