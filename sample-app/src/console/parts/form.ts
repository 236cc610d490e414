import { html, type Html } from '../../html/html.js';
import type { Visit } from '../sign-in/visit.js';

export function csrfField({ csrfToken }: Visit): Html {
  return html`<input type="hidden" name="csrf" value="${csrfToken}" />`;
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
 * @param action of its form: a reason that was typed there before the session ended is filled in
 */
export function reasonField({ draft }: Visit, action: string, id = 'reason'): Html {
  const kept = draft?.action === action ? draft.reason : '';
  return html`<div class="field wide">
    <label for="${id}">Reason (recorded in the audit log)</label>
    <input id="${id}" name="reason" value="${kept}" required maxlength="500" autocomplete="off" />
  </div>`;
}
