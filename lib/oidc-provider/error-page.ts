import { createHash } from 'node:crypto';
import type { ErrorOut } from 'oidc-provider';
import type { RecoveryStep } from './known-applications.js';
import type { DcrUnusableClient } from './unusable-client.js';

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark;max-width:34rem;margin:8vh auto;padding:0 1rem;' +
  'overflow-wrap:anywhere}pre{white-space:pre-wrap;border:1px solid;border-radius:.375rem;padding:.5rem .75rem}';

/** Allows no scripts, forms, frames, external resources or caching. */
export const ERROR_PAGE_HEADERS = {
  'Content-Security-Policy':
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
    `form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** The page for an application that does not render its own. */
export function errorPage(out: ErrorOut, unusable?: DcrUnusableClient): string {
  const title = unusable?.title ?? 'This did not work';
  const content = unusable ? unusableClient(unusable, out) : ordinaryError(out);
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>${escape(title)}</title><style>${STYLE}</style></head>` +
    `<body><main><h1>${escape(title)}</h1>${content}</main></body></html>`
  );
}

function unusableClient(unusable: DcrUnusableClient, out: ErrorOut): string {
  const { explanation, application, steps, note, status } = unusable;
  const heading = application ? `What to do in ${application}` : 'What to do';
  const items = steps.map((step) => `<li>${stepMarkup(step)}</li>`).join('');
  // Some applications request this page themselves, and register again if it names the code. A client that is disabled or
  // pending must not do that.
  const code = status === 'disabled' || status === 'pending' ? '' : errorCode(out);
  return `<p>${escape(explanation)}</p><h2>${escape(heading)}</h2><ol>${items}</ol>${note ? `<p>${escape(note)}</p>` : ''}${code}`;
}

function stepMarkup({ text, command }: RecoveryStep): string {
  return escape(text) + (command === undefined ? '' : `<pre><code>${escape(command)}</code></pre>`);
}

function ordinaryError(out: ErrorOut): string {
  const text =
    out.error_description ?? 'The application that sent you here made a request that cannot be met.';
  return `<p>${escape(text)}</p>${errorCode(out)}`;
}

function errorCode({ error }: ErrorOut): string {
  return `<p>Error code: <code>${escape(error)}</code></p>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
