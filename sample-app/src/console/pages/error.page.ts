import { html } from '../../html/html.js';
import { document } from './document.js';

/** @param next the link to continue with */
export function errorPage(title: string, description: string, next: { path: string; words: string }): string {
  return document(
    title,
    html`<main class="sign-in">
      <h1>${title}</h1>
      <p>${description}</p>
      <p><a href="${next.path}">${next.words}</a></p>
    </main>`,
  );
}
