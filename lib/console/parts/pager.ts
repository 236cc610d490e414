import { html, type Html } from './html.js';
import type { Visit } from '../visit.js';

/** Links to the first and the next page; to go back, use the browser. */
export function pager(
  visit: Visit,
  path: string,
  view: Record<string, string | undefined>,
  nextCursor: string | undefined,
): Html | undefined {
  if (!view['cursor'] && !nextCursor) return undefined;
  return html`<nav class="pager" aria-label="Pages">
    ${view['cursor'] ? html`<a href="${visit.link(path, { ...view, cursor: undefined })}">First page</a>` : undefined}
    ${nextCursor ? html`<a rel="next" href="${visit.link(path, { ...view, cursor: nextCursor })}">Next page</a>` : undefined}
  </nav>`;
}
