import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

type Next = () => Promise<unknown>;

/**
 * The provider builds its URLs from the Host header, which is the caller's own claim, and behind a proxy often the proxy's.
 * With this middleware they come from the configured issuer.
 */
export function originFromIssuer({ issuer }: Provider) {
  const { host, protocol } = new URL(issuer);
  return (ctx: KoaContextWithOIDC, next: Next): Promise<unknown> => {
    Object.defineProperties(ctx.request, {
      host: { value: host },
      protocol: { value: protocol.slice(0, -1) },
    });
    return next();
  };
}
