import { SERVICE_NAME } from '../../config/settings.js';
import { html, type Html } from '../../html/html.js';
import type { Visit } from '../sign-in/visit.js';
import { csrfField } from '../parts/form.js';
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

/** A page of the console, for an operator who is signed in. */
export function layout(visit: Visit, { title, section, content }: Layout): string {
  return document(
    title,
    html`<a class="skip" href="#content">Skip to the content</a>
      <header class="top">
        <a class="brand" href="/admin">${SERVICE_NAME}<span> console</span></a>
        <nav aria-label="Console">${SECTIONS.map((each) => navigationLink(each, section))}</nav>
        <form class="who" method="post" action="/admin/logout">
          ${csrfField(visit)}
          <span>${visit.name}</span>
          <button class="quiet small">Sign out</button>
        </form>
      </header>
      <main id="content" tabindex="-1">
        ${visit.notice ? html`<p class="notice" role="status">${visit.notice}</p>` : undefined} ${content}
      </main>`,
  );
}

function navigationLink([path, name]: (typeof SECTIONS)[number], current: Section): Html {
  return name === current
    ? html`<a href="${path}" aria-current="page">${name}</a>`
    : html`<a href="${path}">${name}</a>`;
}
