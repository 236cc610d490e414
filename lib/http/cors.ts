/**
 * Browser clients may register from any origin, without credentials: neither the endpoint nor the well-known
 * documents read cookies.
 */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After',
};

/** The application's own CORS settings may have set these. */
export const CORS_HEADERS_TO_REMOVE = ['access-control-allow-credentials'];

export function preflightHeaders(method: 'POST' | 'GET'): Record<string, string> {
  return {
    ...CORS_HEADERS,
    'access-control-allow-methods': `${method}, OPTIONS`,
    'access-control-allow-headers': 'Content-Type, Authorization, MCP-Protocol-Version, *',
    'access-control-max-age': '86400',
  };
}
