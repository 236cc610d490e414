import { Html, html } from '../../html/html.js';
import { STYLE } from './style.js';

export function layout(title: string, content: Html, width: 'narrow' | 'wide' = 'narrow'): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <main class="${width}">${content}</main>
      </body>
    </html>`.markup;
}
