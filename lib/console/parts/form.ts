import { html, type Html } from './html.js';
import type { Visit } from '../visit.js';

/**
 * A form that changes something. An operator who may only look sees a note in its place.
 *
 * @param path within the console
 */
export function changeForm(visit: Visit, path: string, fields: Html): Html {
  if (visit.isReadOnly) return html`<p class="faint">Your role may look at this, but not change it.</p>`;
  return html`<form method="post" action="${visit.link(path)}">
    ${hidden('csrf', visit.formToken)} ${fields}
  </form>`;
}

export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** A label with its field. */
export function field(label: string, name: string, input: Html): Html {
  return html`<div class="field"><label for="${name}">${label}</label>${input}</div>`;
}

export function textField(label: string, name: string, value: string | undefined, type = 'text'): Html {
  return field(
    label,
    name,
    html`<input id="${name}" name="${name}" type="${type}" value="${value ?? ''}" autocomplete="off" />`,
  );
}

/** @param options values and labels; an empty value means any */
export function choice(
  label: string,
  name: string,
  options: readonly (readonly [value: string, words: string])[],
  chosen = '',
): Html {
  const items = options.map(([value, words]) =>
    value === chosen
      ? html`<option value="${value}" selected>${words}</option>`
      : html`<option value="${value}">${words}</option>`,
  );
  return field(
    label,
    name,
    html`<select id="${name}" name="${name}">
      ${items}
    </select>`,
  );
}

/**
 * The required reason for an operation, recorded in the audit log.
 *
 * @param form its path within the console: a reason that was typed there before the session ended is filled in
 */
export function reasonField({ draft }: Visit, form: string, id = 'reason'): Html {
  const kept = draft && (draft.form ?? form) === form ? draft.reason : '';
  return html`<div class="field wide">
    <label for="${id}">Reason (recorded in the audit log)</label>
    <input id="${id}" name="reason" value="${kept}" required maxlength="500" autocomplete="off" />
  </div>`;
}
