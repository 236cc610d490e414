import type { Frame } from '../frame.js';
import { html, type Html } from '../parts/html.js';

/** The HTML document of every page. */
export function document({ options, visit }: Omit<Frame, 'state'>, title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${options.title} console</title>
        <link rel="stylesheet" href="${visit.link('console.css', { v: options.stylesheet.version })}" />
        <link rel="icon" href="${visit.link('icon.svg')}" type="image/svg+xml" />
      </head>
      <body>
        ${body}
      </body>
    </html>`.markup;
}
