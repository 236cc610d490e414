import type { Provider } from 'oidc-provider';

type ProviderContext = NonNullable<(typeof Provider)['ctx']>;

/**
 * The caller's address, as the application's framework reports it: it knows which proxies to trust. With `provider.proxy`, the
 * provider itself believes the first address in `X-Forwarded-For`, which is the caller's own claim wherever a proxy appends.
 * Outside of a framework, what the last proxy has seen counts, unless `provider.maxIpsCount` says how many there are.
 */
export function callerAddress({ req, ip, ips, app }: ProviderContext): string | undefined {
  // Express, and Fastify for middleware, set it.
  if ('ip' in req && typeof req.ip === 'string') return req.ip;
  return app.maxIpsCount > 0 ? ip : (ips.at(-1) ?? ip);
}
