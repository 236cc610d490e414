import type { Frame } from '../frame.js';
import { alerts } from '../parts/alerts.js';
import { html, type Html } from '../parts/html.js';
import { number } from '../parts/words.js';
import { document } from './document.js';

const SECTIONS = [
  ['', 'Overview'],
  ['clients', 'Clients'],
  ['pending', 'Pending'],
  ['sessions', 'Sessions'],
  ['rules', 'Rules'],
  ['audit', 'Audit'],
] as const;

type Section = (typeof SECTIONS)[number][1];

export interface Layout {
  title: string;
  section: Section;
  content: Html;
  /** Default: 200. */
  status?: number;
  /** Seconds after which the page is loaded again, as the operator chose. Default: never. */
  refresh?: number | undefined;
}

/** A page of the console for a signed-in operator. */
export function layout(frame: Frame, { title, section, content }: Layout): string {
  const { options, visit, state } = frame;
  return document(
    frame,
    title,
    html`<a class="skip" href="#content">Skip to the content</a>
      <header class="top">
        <a class="brand" href="${visit.link()}">${options.title}<span> console</span></a>
        <nav aria-label="Console">
          ${SECTIONS.map(([path, name]) => navigationLink(frame, path, name, name === section))}
        </nav>
        <p class="who">
          ${visit.actor ? html`<span>${visit.actor}</span>` : undefined}
          ${visit.isReadOnly ? html`<span class="badge">read-only</span>` : undefined}
          ${options.homeUrl ? html`<a href="${options.homeUrl}">Leave the console</a>` : undefined}
        </p>
      </header>
      <main id="content" tabindex="-1">
        ${alerts(visit, state)}
        ${visit.notice ? html`<p class="notice" role="status">${visit.notice}</p>` : undefined} ${content}
      </main>`,
  );
}

function navigationLink({ visit, state }: Frame, path: string, name: Section, isCurrent: boolean): Html {
  const label =
    name === 'Pending' && state.pending > 0
      ? html`${name} <span class="number">${number(state.pending)}</span>`
      : html`${name}`;
  return isCurrent
    ? html`<a href="${visit.link(path)}" aria-current="page">${label}</a>`
    : html`<a href="${visit.link(path)}">${label}</a>`;
}
