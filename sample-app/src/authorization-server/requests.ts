import type { KoaContextWithOIDC } from 'oidc-provider';
import { MCP_SCOPE } from './scopes.js';

type Next = () => Promise<unknown>;

/** Some clients request no scope: RFC 6749 §3.3 allows a default. */
export function assumeScope(ctx: KoaContextWithOIDC, next: Next): Promise<unknown> {
  if (ctx.path === '/authorize' && !ctx.query['scope']) ctx.query = { ...ctx.query, scope: MCP_SCOPE };
  return next();
}
