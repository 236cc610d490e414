import { html, type Html } from '../../html/html.js';
import type { Frame } from '../frame.js';
import { alerts } from '../parts/alerts.js';
import { csrfField } from '../parts/form.js';
import { number } from '../parts/words.js';
import { document } from './document.js';

const SECTIONS = [
  ['/admin', 'Overview'],
  ['/admin/clients', 'Clients'],
  ['/admin/pending', 'Pending'],
  ['/admin/audit', 'Audit'],
] as const;

type Section = (typeof SECTIONS)[number][1];

export interface Layout {
  title: string;
  section: Section;
  content: Html;
}

/** A page of the console for a signed-in operator. */
export function layout({ service, visit, state }: Frame, { title, section, content }: Layout): string {
  return document(
    title,
    html`<a class="skip" href="#content">Skip to the content</a>
      <header class="top">
        <a class="brand" href="/admin">${service}<span> console</span></a>
        <nav aria-label="Console">
          ${SECTIONS.map((each) => navigationLink(each, section, state.pending))}
        </nav>
        <form class="who" method="post" action="/admin/logout">
          ${csrfField(visit)}
          <span>${visit.name}</span>
          <button class="quiet small">Sign out</button>
        </form>
      </header>
      <main id="content" tabindex="-1">
        ${alerts(state)}
        ${visit.notice ? html`<p class="notice" role="status">${visit.notice}</p>` : undefined} ${content}
      </main>`,
  );
}

function navigationLink([path, name]: (typeof SECTIONS)[number], current: Section, pending: number): Html {
  const label =
    name === 'Pending' && pending > 0
      ? html`${name} <span class="number">${number(pending)}</span>`
      : html`${name}`;
  return name === current
    ? html`<a href="${path}" aria-current="page">${label}</a>`
    : html`<a href="${path}">${label}</a>`;
}
