import type { Request } from 'express';
import { type Fields, text } from '../requests/fields.js';
import { DRAFT_COOKIE, readCookie } from './cookies.js';

const MAX_REASON_LENGTH = 500;
/** How long a reason is kept while the operator signs in again. */
export const DRAFT_SECONDS = 600;

/** The reason in a form that was sent after the session ended. */
export interface Draft {
  /** The form's action, so that the reason is filled in there only. */
  action: string;
  reason: string;
}

export function readDraft(request: Request): Draft | undefined {
  try {
    const cookie = Buffer.from(readCookie(request, DRAFT_COOKIE) ?? '', 'base64url').toString();
    const { action, reason } = JSON.parse(cookie) as Partial<Draft>;
    return typeof action === 'string' && typeof reason === 'string' ? { action, reason } : undefined;
  } catch {
    return undefined;
  }
}

/** Encodes the reason in a form for a cookie. */
export function draftOf({ path, body }: Request): string | undefined {
  const reason = text(body as Fields | undefined, 'reason')?.slice(0, MAX_REASON_LENGTH);
  const draft: Draft | undefined = reason ? { action: path, reason } : undefined;
  return draft && Buffer.from(JSON.stringify(draft)).toString('base64url');
}
