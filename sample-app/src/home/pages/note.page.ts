import type { Response } from 'express';
import { pageHeaders } from '../../authorization-server/pages/headers.js';
import { layout } from '../../authorization-server/pages/layout.js';
import { html } from '../../html/html.js';

/** A small page for a person who came to an address that is not for people. */
export function notePage(title: string, text: string): string {
  return layout(
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>
      <p><a href="/">What is at this server, and how to connect</a></p>`,
  );
}

export function sendNote(response: Response, status: number, page: string): void {
  response.status(status).vary('Accept').set(pageHeaders()).type('html').send(page);
}
