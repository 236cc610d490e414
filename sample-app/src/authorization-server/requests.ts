import type { KoaContextWithOIDC } from 'oidc-provider';
import { MCP_SCOPE } from './scopes.js';

type Next = () => Promise<unknown>;

/** Some clients ask for no scope at all: RFC 6749 §3.3 lets the server have a default. */
export function assumeScope(ctx: KoaContextWithOIDC, next: Next): Promise<unknown> {
  if (ctx.path === '/authorize' && !ctx.query['scope']) ctx.query = { ...ctx.query, scope: MCP_SCOPE };
  return next();
}
