import { STYLE_HASH } from './style.js';

/**
 * For every page: no script, no frame, nothing from elsewhere, nothing kept.
 *
 * @param redirectUri where the form will lead in the end. Browsers apply `form-action` to that redirect too.
 */
export function pageHeaders(redirectUri?: string): Record<string, string> {
  const formAction = ["'self'", ...(redirectUri ? [toSource(redirectUri)] : [])].join(' ');
  return {
    'Content-Security-Policy': `default-src 'none'; style-src ${STYLE_HASH}; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`,
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
}

/** A policy can name plain hosts only; for an IPv6 address or a private-use scheme it names the scheme. */
function toSource(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  const isWeb = protocol === 'http:' || protocol === 'https:';
  return isWeb && /^[a-z0-9.-]+(:\d+)?$/.test(host) ? `${protocol}//${host}` : protocol;
}
