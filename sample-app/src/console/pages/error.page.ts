import { html } from '../../html/html.js';
import { document } from './document.js';

export function errorPage(title: string, description: string): string {
  return document(
    title,
    html`<main class="sign-in">
      <h1>${title}</h1>
      <p>${description}</p>
      <p><a href="/admin">To the overview</a></p>
    </main>`,
  );
}
