import { html, type Html } from '../../html/html.js';

/** The HTML document of every page, with or without a session. */
export function document(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Console</title>
        <link rel="stylesheet" href="/admin/console.css" />
        <link rel="icon" href="/admin/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        ${body}
      </body>
    </html>`.markup;
}
