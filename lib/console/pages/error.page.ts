import type { Frame } from '../frame.js';
import { html } from '../parts/html.js';
import { document } from './document.js';

/** An error without the frame around other pages, because the database may be unavailable. */
export function errorPage(frame: Omit<Frame, 'state'>, title: string, description: string): string {
  return document(
    frame,
    title,
    html`<main class="alone">
      <h1>${title}</h1>
      <p>${description}</p>
      <p><a href="${frame.visit.link()}">Go to the overview</a></p>
    </main>`,
  );
}
