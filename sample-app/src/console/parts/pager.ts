import { html, type Html } from '../../html/html.js';
import { link } from '../requests/link.js';

/** A page knows the next one; the way back is the browser's own. */
export function pager(
  path: string,
  view: Record<string, string | undefined>,
  nextCursor: string | undefined,
): Html | undefined {
  if (!view['cursor'] && !nextCursor) return undefined;
  return html`<nav class="pager" aria-label="Pages">
    ${view['cursor'] ? html`<a href="${link(path, { ...view, cursor: undefined })}">First page</a>` : undefined}
    ${nextCursor ? html`<a rel="next" href="${link(path, { ...view, cursor: nextCursor })}">Next page</a>` : undefined}
  </nav>`;
}
