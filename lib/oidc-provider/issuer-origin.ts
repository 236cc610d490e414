import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

type Next = () => Promise<unknown>;

/**
 * Makes the provider build its URLs from the configured issuer. By itself it uses the Host header, which the caller
 * or a proxy chooses.
 */
export function useIssuerOrigin({ issuer }: Provider) {
  const { host, protocol } = new URL(issuer);
  return (ctx: KoaContextWithOIDC, next: Next): Promise<unknown> => {
    Object.defineProperties(ctx.request, {
      host: { value: host },
      protocol: { value: protocol.slice(0, -1) },
    });
    return next();
  };
}
