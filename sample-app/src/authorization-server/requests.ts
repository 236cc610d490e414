import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Settings } from '../config/settings.js';
import { MCP_SCOPE } from './scopes.js';

type Next = () => Promise<unknown>;

/** The provider builds its URLs from the Host header; here they come from the configuration. */
export function fixOrigin({ address }: Settings) {
  const { host, protocol } = new URL(address);
  return (ctx: KoaContextWithOIDC, next: Next): Promise<unknown> => {
    Object.defineProperties(ctx.request, {
      host: { value: host },
      protocol: { value: protocol.slice(0, -1) },
    });
    return next();
  };
}

/** Some clients ask for no scope at all: RFC 6749 §3.3 lets the server have a default. */
export function assumeScope(ctx: KoaContextWithOIDC, next: Next): Promise<unknown> {
  if (ctx.path === '/authorize' && !ctx.query['scope']) ctx.query = { ...ctx.query, scope: MCP_SCOPE };
  return next();
}
