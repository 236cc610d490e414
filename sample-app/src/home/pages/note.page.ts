import type { Response } from 'express';
import { pageHeaders } from '../../authorization-server/pages/headers.js';
import { layout } from '../../authorization-server/pages/layout.js';
import { html } from '../../html/html.js';

/** A short page at an address that is not meant for browsers. */
export function notePage(title: string, text: string): string {
  return layout(
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/">About this server, and how to connect</a></p>`,
  );
}

export function sendNote(response: Response, status: number, page: string): void {
  response.status(status).vary('Accept').set(pageHeaders()).type('html').send(page);
}
