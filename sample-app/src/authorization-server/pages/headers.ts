import { STYLE_HASH } from './style.js';

const HEADERS = {
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

const POLICY = `default-src 'none'; style-src ${STYLE_HASH}; frame-ancestors 'none'; base-uri 'none'`;

/** For every page without a form: no scripts, no frames, no external resources, no caching. */
export function pageHeaders(): Record<string, string> {
  return { ...HEADERS, 'Content-Security-Policy': `${POLICY}; form-action 'self'` };
}

/**
 * For the sign-in and consent pages. They omit `form-action`: browsers check it against every hop of the redirect chain
 * that a form starts, and the client's callback may redirect to any other host, as claude.ai's does.
 *
 * @see https://www.w3.org/TR/CSP3/#directive-form-action
 */
export function formPageHeaders(): Record<string, string> {
  return { ...HEADERS, 'Content-Security-Policy': POLICY };
}

/** With `no-referrer`, browsers would send `Origin: null` with the form, which is then refused. */
export function signInFirstHeaders(): Record<string, string> {
  return { ...formPageHeaders(), 'Referrer-Policy': 'same-origin' };
}
