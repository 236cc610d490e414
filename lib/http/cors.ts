/**
 * Browser clients register from any origin, and without credentials: neither the endpoint nor the well-known
 * documents look at a cookie.
 */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After',
};

/** What a host's own CORS settings may have put there, and must not stay. */
export const CORS_HEADERS_TO_REMOVE = ['access-control-allow-credentials'];

export function preflightHeaders(method: 'POST' | 'GET'): Record<string, string> {
  return {
    ...CORS_HEADERS,
    'access-control-allow-methods': `${method}, OPTIONS`,
    'access-control-allow-headers': 'Content-Type, Authorization, MCP-Protocol-Version, *',
    'access-control-max-age': '86400',
  };
}
