import type { Response } from 'express';

/** No script, no inline style, no frame, nothing from elsewhere, and nothing kept by the browser. */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  // Not `no-referrer`: with that one a browser hides from our own forms where they come from.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export function sendPage(response: Response, page: string, status = 200): void {
  response.status(status).set(HEADERS).type('html').send(page);
}
